import { join } from 'node:path';
import { type BoardId, ID_PATTERN } from '#board/ids';
import type { Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { type JournalRecord, type RecordHeader, readRecord, recordAlone } from './record.ts';

/** A board's file: everything up to its number, as one record. */
export interface BoardFile {
  readonly record: JournalRecord;
  readonly bytes: number;
}

export interface DamagedFile {
  readonly fault: string;
  /** Up to which number it held everything; null where that cannot be read. */
  readonly seq: number | null;
}

/** Boards' files are read without the salt of the journals, so that they can be copied to another folder. */
const SALT = 0;
const TEMP = /\.tmp$/;

/** The files of boards in a folder: for each board the checkpoint, and the generation before it. */
export class BoardFiles {
  readonly #path: string;
  readonly #disk: Disk;
  readonly #failPoint: FailPoint;

  constructor(path: string, disk: Disk, failPoint: FailPoint) {
    this.#path = path;
    this.#disk = disk;
    this.#failPoint = failPoint;
  }

  /** Makes the folder, and durable what a killed server renamed; removes what it left half written. */
  async open(): Promise<void> {
    await this.#disk.makeFolder(this.#path);
    for (const name of await this.#disk.list(this.#path)) {
      if (TEMP.test(name)) await this.#disk.remove(join(this.#path, name));
    }
    await this.#disk.syncFolder(this.#path);
  }

  /** The checkpoint, null where there is none, or what is wrong with it. */
  async read(boardId: BoardId, generation: 'current' | 'previous'): Promise<BoardFile | DamagedFile | null> {
    const path = this.#file(boardId);
    const bytes = await this.#disk.readFile(generation === 'current' ? path : `${path}.bak`);
    if (bytes === null) return null;
    const record = readRecord(bytes, 0, SALT);
    if ('fault' in record) return { fault: record.fault, seq: headerOf(record.header, boardId)?.seq ?? null };
    if (record.kind !== 'checkpoint' || record.boardId !== boardId) return { fault: 'it is another file', seq: null };
    return { record, bytes: bytes.length };
  }

  /**
   * Writes a checkpoint so that there is the one before or this one, whole, whenever the power goes; the one before
   * stays as the previous generation. `isSound`: the one before is not known to be damaged. A board's first has a copy
   * of itself there.
   */
  async write(record: JournalRecord, isSound: boolean): Promise<void> {
    const path = this.#file(record.boardId);
    const bytes = recordAlone(SALT, record);
    try {
      await this.#disk.writeFile(`${path}.tmp`, bytes);
      this.#failPoint('checkpoint.written');
      const isFirst = isSound && !(await this.#keepPrevious(path));
      await this.#disk.rename(`${path}.tmp`, path);
      this.#failPoint('checkpoint.renamed');
      if (isFirst) {
        await this.#disk.writeFile(`${path}.tmp`, bytes);
        await this.#disk.rename(`${path}.tmp`, `${path}.bak`);
      }
      await this.#disk.syncFolder(this.#path);
    } catch (error) {
      // On a full disk it would take what others need. Where it cannot be removed either, the next start does.
      await this.#disk.remove(`${path}.tmp`).catch(() => undefined);
      throw error;
    }
  }

  /** Whether there is anything of a board. */
  async has(boardId: BoardId): Promise<boolean> {
    const path = this.#file(boardId);
    return (await this.#disk.exists(path)) || this.#disk.exists(`${path}.bak`);
  }

  /** Removes a board's files; none is fine too. The previous generation goes first: alone it would read as a loss. */
  async remove(boardId: BoardId): Promise<void> {
    const path = this.#file(boardId);
    await this.#disk.remove(`${path}.tmp`);
    await this.#disk.remove(`${path}.bak`);
    await this.#disk.remove(path);
    await this.#disk.syncFolder(this.#path);
  }

  /** Returns false where there is no file. */
  async #keepPrevious(path: string): Promise<boolean> {
    if (!(await this.#disk.exists(path))) return false;
    const previous = `${path}.bak.tmp`;
    await this.#disk.remove(previous);
    await this.#disk.link(path, previous);
    await this.#disk.rename(previous, `${path}.bak`);
    return true;
  }

  #file(boardId: string): string {
    if (!ID_PATTERN.test(boardId)) throw new RangeError('an id that is no file name');
    return join(this.#path, boardId);
  }
}

function headerOf(header: RecordHeader | null, boardId: BoardId): RecordHeader | null {
  return header?.kind === 'checkpoint' && header.boardId === boardId ? header : null;
}
