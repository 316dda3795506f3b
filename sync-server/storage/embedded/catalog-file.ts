import { link, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Adapter } from 'lowdb';
import { isObject } from '#board/rules/plain-value';
import type { BoardRecord } from '../catalog.ts';
import type { Damage } from '../damage.ts';
import { type CheckedFile, readChecked, writeChecked } from './checked-json.ts';
import { isRevision, readBoardRecord } from './read-board-record.ts';

/** The content of the catalogue's file: each board has a record and a revision. */
export interface CatalogData {
  readonly version: 1;
  readonly boards: Record<string, BoardRecord>;
  readonly revisions: Record<string, number>;
}

/**
 * lowdb's own adapter renames without fsync and keeps neither a checksum nor a previous generation. This one writes a
 * checksummed file durably and keeps the previous generation as `.bak`, which is read if the file is damaged.
 */
export class CatalogFile implements Adapter<CatalogData> {
  readonly #path: string;
  readonly #damaged: (damage: Damage) => void;
  #sound = false;

  constructor(path: string, damaged: (damage: Damage) => void) {
    this.#path = path;
    this.#damaged = damaged;
  }

  /** Whether the file itself could be read, not only the previous generation. */
  get sound(): boolean {
    return this.#sound;
  }

  /** The catalogue, or null if neither generation can be read. */
  async read(): Promise<CatalogData | null> {
    const current = await this.#readGeneration(this.#path);
    if (current.state === 'sound') {
      this.#sound = true;
      return current.value;
    }
    const previous = await this.#readGeneration(`${this.#path}.bak`);
    if (current.state === 'missing' && previous.state !== 'missing') {
      this.#report(this.#path, 'it is missing');
    }
    return previous.state === 'sound' ? previous.value : null;
  }

  /** The boards of the previous generation; none if it cannot be read. */
  async previousBoards(): Promise<CatalogData['boards']> {
    const previous = await readChecked(`${this.#path}.bak`, readCatalogData);
    return previous.state === 'sound' ? previous.value.boards : {};
  }

  async write(data: CatalogData): Promise<void> {
    if (this.#sound) await this.#keepGeneration();
    await writeChecked(this.#path, data);
    this.#sound = true;
  }

  async #readGeneration(path: string): Promise<CheckedFile<CatalogData>> {
    const found = await readChecked(path, readCatalogData);
    if (found.state === 'damaged') this.#report(path, found.fault);
    return found;
  }

  #report(path: string, fault: string): void {
    this.#damaged({ store: basename(path), file: basename(path), fault });
  }

  /** Links the file as `.bak`. The next write replaces the file under its first name only. */
  async #keepGeneration(): Promise<void> {
    const temp = `${this.#path}.bak.tmp-${process.pid}-0`;
    await rm(temp, { force: true });
    await link(this.#path, temp);
    await rename(temp, `${this.#path}.bak`);
    // rename() does nothing if both are names of one file, as after a crash at this point.
    await rm(temp, { force: true });
  }
}

function readCatalogData(json: unknown): CatalogData | null {
  if (!isObject(json) || json.version !== 1 || !isObject(json.boards)) return null;
  const boards: Record<string, BoardRecord> = {};
  for (const [id, value] of Object.entries(json.boards)) {
    const record = readBoardRecord(value);
    if (record?.id !== id) return null;
    boards[id] = record;
  }
  const revisions: Record<string, number> = {};
  for (const id of Object.keys(boards)) {
    const revision = isObject(json.revisions) ? json.revisions[id] : null;
    if (!isRevision(revision)) return null;
    revisions[id] = revision;
  }
  return { version: 1, boards, revisions };
}
