import { open, type RootDatabase } from 'lmdb';
import type { BoardId } from '#board/ids';
import {
  type BoardLog,
  type Checkpoint,
  type LoadedLog,
  LogCorrupt,
  type LogEntry,
  LogUnavailable,
} from '../board-log.ts';
import { makeFolderDurably, syncFolder } from './durable-file.ts';
import { readRecord, writeRecord } from './log-record.ts';

type Key = [boardId: string, seq: number];

/** Removed per transaction, so that deleting a long log does not hold up the commits of other boards. */
const REMOVED_AT_ONCE = 5_000;
/** As large as edits get in a burst: on a full disk a few bytes may still find a free page. */
const PING = new Uint8Array(64 * 1024);
/** No board has this id: it is shorter than every id. */
const PING_KEY: Key = ['ping', 0];

/**
 * Opens the log in a folder. Appends of all boards share LMDB's commits: what comes while one is being flushed goes
 * into the next. Throws where the folder cannot be opened.
 */
export async function openLmdbBoardLog(path: string): Promise<BoardLog> {
  await makeFolderDurably(path);
  // Without overlapping sync a promise resolves after its own fdatasync; see dependencies in docs/decisions.
  const db = open<Buffer, Key>({ path, encoding: 'binary', overlappingSync: false, noSubdir: false });
  await syncFolder(path);
  return new LmdbBoardLog(db);
}

/**
 * LMDB leaves rejected promises behind that nobody was given, beside the one that {@link BoardLog.append} rejects.
 * Tells whether an unhandled rejection is one of these, so that a full disk does not end the process.
 */
export function isLeftByFailedCommit(reason: unknown): boolean {
  return reason instanceof Error && (reason.message.includes('Commit failed') || 'commitError' in reason);
}

class LmdbBoardLog implements BoardLog {
  readonly #db: RootDatabase<Buffer, Key>;

  constructor(db: RootDatabase<Buffer, Key>) {
    this.#db = db;
  }

  async load(boardId: BoardId): Promise<LoadedLog> {
    const updates: Uint8Array[] = [];
    let seq = 0;
    let entries = 0;
    let bytes = 0;
    let changedAt: number | null = null;
    for (const { key, value } of this.#db.getRange({ start: [boardId, 0], end: [boardId, Number.MAX_SAFE_INTEGER] })) {
      const found = key[1];
      const record = readRecord(value);
      if (typeof record === 'string') throw new LogCorrupt(boardId, found, record);
      const opens = entries === 0 && (found === 1 || record.kind === 'checkpoint');
      if (!opens && (entries === 0 || found !== seq + 1 || record.kind === 'checkpoint')) {
        throw new LogCorrupt(boardId, seq + 1, 'it is missing');
      }
      for (const update of record.updates) updates.push(update);
      seq = found;
      entries += 1;
      bytes += value.length;
      if (seq > 1) changedAt = record.at;
    }
    return { updates, seq, entries, bytes, changedAt, owners: [] };
  }

  async append(boardId: BoardId, entry: LogEntry): Promise<void> {
    const record = writeRecord({ kind: 'entry', at: entry.at, updates: entry.updates });
    await this.#durably(() => this.#db.put([boardId, entry.seq], record));
  }

  async checkpoint(boardId: BoardId, entry: Checkpoint): Promise<void> {
    const record = writeRecord({ kind: 'checkpoint', at: entry.at, updates: [entry.state] });
    const older = Array.from(this.#db.getKeys({ start: [boardId, 0], end: [boardId, entry.seq] }));
    // A transaction and not `batch`, which never resolved when appends of other boards came at the same time.
    await this.#durably(() =>
      this.#db.transaction(() => {
        this.#db.putSync([boardId, entry.seq], record);
        for (const key of older) this.#db.removeSync(key);
        return true;
      }),
    );
  }

  async delete(boardId: BoardId): Promise<void> {
    const range = {
      start: [boardId, 0] as Key,
      end: [boardId, Number.MAX_SAFE_INTEGER] as Key,
      limit: REMOVED_AT_ONCE,
    };
    for (let keys = Array.from(this.#db.getKeys(range)); keys.length > 0; keys = Array.from(this.#db.getKeys(range))) {
      await this.#durably(() =>
        this.#db.transaction(() => {
          for (const key of keys) this.#db.removeSync(key);
          return true;
        }),
      );
    }
  }

  async ping(): Promise<void> {
    await this.#durably(() => this.#db.put(PING_KEY, writeRecord({ kind: 'entry', at: 0, updates: [PING] })));
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  async #durably(write: () => Promise<boolean>): Promise<void> {
    let written: boolean;
    try {
      written = await write();
    } catch (error) {
      throw new LogUnavailable('the log could not be written', { cause: error });
    }
    if (!written) throw new LogUnavailable('the log refused a write');
  }
}
