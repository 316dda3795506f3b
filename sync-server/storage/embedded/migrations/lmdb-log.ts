import { open, type RootDatabase } from 'lmdb';
import { type BoardId, SECRET_ID_PATTERN } from '#board/ids';
import { readRecord } from './lmdb-record.ts';

type Key = [boardId: string, seq: number];

/** What one board's log held in version 1. */
export interface OldLog {
  /** To be applied in this order. */
  readonly updates: readonly Uint8Array[];
  readonly seq: number;
  /** When the last entry was appended, milliseconds since 1970. */
  readonly at: number;
}

/** The log of version 1, for reading alone. A file that is damaged may end the process. */
export class LmdbLog {
  readonly #db: RootDatabase<Buffer, Key>;

  constructor(path: string) {
    this.#db = open<Buffer, Key>({ path, encoding: 'binary', readOnly: true, noSubdir: false });
  }

  /** Every board that has entries. */
  boards(): BoardId[] {
    const ids = new Set<string>();
    for (const key of this.#db.getKeys()) if (Array.isArray(key)) ids.add(key[0]);
    // What the server wrote to see whether it could is no board: its name is shorter than every id.
    return [...ids].filter((id): id is BoardId => SECRET_ID_PATTERN.test(id));
  }

  /** A board's log, or a sentence about the damage where it cannot be read as it was written. */
  read(boardId: BoardId): OldLog | string {
    const updates: Uint8Array[] = [];
    let [seq, at, count] = [0, 0, 0];
    for (const { key, value } of this.#db.getRange({ start: [boardId, 0], end: [boardId, Number.MAX_SAFE_INTEGER] })) {
      const found = key[1];
      const record = readRecord(value);
      if (typeof record === 'string') return `entry ${found}: ${record}`;
      const opens = count === 0 && (found === 1 || record.kind === 'checkpoint');
      if (!opens && (count === 0 || found !== seq + 1 || record.kind === 'checkpoint'))
        return `entry ${seq + 1} is missing`;
      // The bytes are LMDB's and are only valid until the next is read.
      for (const update of record.updates) updates.push(Uint8Array.from(update));
      [seq, at] = [found, record.at];
      count += 1;
    }
    return { updates, seq, at };
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}
