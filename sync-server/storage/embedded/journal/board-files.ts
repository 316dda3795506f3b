import { join } from 'node:path';
import { type BoardId, ID_PATTERN } from '#board/ids';
import type { Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { type JournalRecord, type RecordHeader, readRecord, recordAlone } from './record.ts';

/** A board's file: everything up to the record's seq, as one record. */
export interface BoardFile {
  readonly record: JournalRecord;
  readonly bytes: number;
}

export interface DamagedFile {
  readonly fault: string;
  /** Up to which seq it held everything; null if that cannot be read. */
  readonly seq: number | null;
}

/** Boards' files do not use the salt of the journals, so that they can be copied to another folder. */
const SALT = 0;
const TEMP = /\.tmp$/;

/** The files of boards in a folder: for each board its checkpoint and the previous generation (`.bak`). */
export class BoardFiles {
  readonly #path: string;
  readonly #disk: Disk;
  readonly #failPoint: FailPoint;

  constructor(path: string, disk: Disk, failPoint: FailPoint) {
    this.#path = path;
    this.#disk = disk;
    this.#failPoint = failPoint;
  }

  /** Makes the folder, removes half-written files, and makes the renames of a killed server durable. */
  async open(): Promise<void> {
    await this.#disk.makeFolder(this.#path);
    for (const name of await this.#disk.list(this.#path)) {
      if (TEMP.test(name)) await this.#disk.remove(join(this.#path, name));
    }
    await this.#disk.syncFolder(this.#path);
  }

  /** The checkpoint, or null if there is none, or what is wrong with it. */
  async read(boardId: BoardId, generation: 'current' | 'previous'): Promise<BoardFile | DamagedFile | null> {
    const path = this.#file(boardId);
    const bytes = await this.#disk.readFile(generation === 'current' ? path : `${path}.bak`);
    if (bytes === null) return null;
    const record = readRecord(bytes, 0, SALT);
    if ('fault' in record) return { fault: record.fault, seq: headerOf(record.header, boardId)?.seq ?? null };
    if (record.kind !== 'checkpoint' || record.boardId !== boardId)
      return { fault: 'it is the file of another board', seq: null };
    return { record, bytes: bytes.length };
  }

  /**
   * Writes a checkpoint atomically: after a power cut there is the old one or this one, whole. The old one stays as the
   * previous generation, unless it is known to be damaged (`isSound` is false). A board's first checkpoint is its own
   * previous generation, as a copy.
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
      // Frees the space of a full disk. If that fails too, the next start removes the file.
      await this.#disk.remove(`${path}.tmp`).catch(() => undefined);
      throw error;
    }
  }

  /** Whether a board has any file here. */
  async has(boardId: BoardId): Promise<boolean> {
    const path = this.#file(boardId);
    return (await this.#disk.exists(path)) || this.#disk.exists(`${path}.bak`);
  }

  /** Removes a board's files. The previous generation goes first: alone it would read as a damaged board. */
  async remove(boardId: BoardId): Promise<void> {
    const path = this.#file(boardId);
    await this.#disk.remove(`${path}.tmp`);
    await this.#disk.remove(`${path}.bak`);
    await this.#disk.remove(path);
    await this.#disk.syncFolder(this.#path);
  }

  /** Returns false if there is no file to keep. */
  async #keepPrevious(path: string): Promise<boolean> {
    if (!(await this.#disk.exists(path))) return false;
    const previous = `${path}.bak.tmp`;
    await this.#disk.remove(previous);
    await this.#disk.link(path, previous);
    await this.#disk.rename(previous, `${path}.bak`);
    return true;
  }

  #file(boardId: string): string {
    if (!ID_PATTERN.test(boardId)) throw new RangeError('an id that cannot be a file name');
    return join(this.#path, boardId);
  }
}

function headerOf(header: RecordHeader | null, boardId: BoardId): RecordHeader | null {
  return header?.kind === 'checkpoint' && header.boardId === boardId ? header : null;
}
