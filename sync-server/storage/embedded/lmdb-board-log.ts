import { open, type RootDatabase } from 'lmdb';
import type { BoardId } from '#board/ids';
import { type BoardLog, type LoadedLog, LogCorrupt } from '../board-log.ts';
import { readRecord } from './log-record.ts';

type Key = [boardId: string, seq: number];

/** Reads the log of a data folder of version 1, from which boards are taken over. */
export function openLmdbBoardLog(path: string): Pick<BoardLog, 'load' | 'close'> {
  return new LmdbBoardLog(open<Buffer, Key>({ path, encoding: 'binary', overlappingSync: false, noSubdir: false }));
}

class LmdbBoardLog implements Pick<BoardLog, 'load' | 'close'> {
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

  async close(): Promise<void> {
    await this.#db.close();
  }
}
