import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BoardId, ID_PATTERN } from '#board/ids';
import { type CheckedFile, readChecked, writeChecked } from './checked-json.ts';
import { makeFolderDurably, removeTemporaries } from './durable-file.ts';
import { type KeptRecord, readKeptRecord } from './read-board-record.ts';

/** Files read at once: enough to keep the disk busy, few enough for the limit of open files. */
const READ_AT_ONCE = 64;

/**
 * One small file per board, `records/<boardId>.json`: what is known of the board without opening it. A change is
 * durable when it is here, whatever happens to the catalogue file.
 */
export class RecordFiles {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder if it is missing and removes half-written files of a crash. */
  static async open(folder: string): Promise<RecordFiles> {
    await makeFolderDurably(folder);
    await removeTemporaries(folder);
    return new RecordFiles(folder);
  }

  /** Reads every file; of a damaged one, what is wrong with it. */
  async readAll(): Promise<Map<BoardId, CheckedFile<KeptRecord>>> {
    const ids = (await readdir(this.#folder)).flatMap((name) => {
      const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : '';
      return ID_PATTERN.test(id) ? [id as BoardId] : [];
    });
    const found = new Map<BoardId, CheckedFile<KeptRecord>>();
    for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
      const some = ids.slice(at, at + READ_AT_ONCE);
      const read = await Promise.all(some.map((id) => readChecked(this.#path(id), (json) => readKeptRecord(json, id))));
      for (const [i, id] of some.entries()) found.set(id, read[i] ?? { state: 'missing' });
    }
    return found;
  }

  /** Resolves when the record is on disk. */
  async write(kept: KeptRecord): Promise<void> {
    await writeChecked(this.#path(kept.record.id), kept);
  }

  #path(id: BoardId): string {
    return join(this.#folder, `${id}.json`);
  }
}
