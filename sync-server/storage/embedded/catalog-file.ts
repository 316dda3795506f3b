import { link, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Adapter } from 'lowdb';
import type { BoardRecord } from '../catalog.ts';
import type { Damage } from '../damage.ts';
import { type CheckedFile, readChecked, writeChecked } from './checked-json.ts';
import { isObject, isRevision, readBoardRecord } from './read-board-record.ts';

/** The catalogue as it lies in its file. Each board has a record and a revision. */
export interface CatalogData {
  readonly version: 1;
  readonly boards: Record<string, BoardRecord>;
  readonly revisions: Record<string, number>;
}

/**
 * lowdb's own adapter renames without fsync, knows no checksum and keeps nothing of what was. This one writes a
 * checksummed file durably and keeps the generation before it as `.bak`, which is read where the file is damaged.
 */
export class CatalogFile implements Adapter<CatalogData> {
  readonly #path: string;
  readonly #damaged: (damage: Damage) => void;
  #sound = false;

  constructor(path: string, damaged: (damage: Damage) => void) {
    this.#path = path;
    this.#damaged = damaged;
  }

  /** Whether the file itself, and not only the generation before it, could be read. */
  get sound(): boolean {
    return this.#sound;
  }

  /** Null: neither generation can be read. */
  async read(): Promise<CatalogData | null> {
    const current = await this.#readGeneration(this.#path);
    if (current.state === 'sound') {
      this.#sound = true;
      return current.value;
    }
    const previous = await this.#readGeneration(`${this.#path}.bak`);
    if (current.state === 'missing' && previous.state !== 'missing') {
      this.#tell(this.#path, 'it is missing');
    }
    return previous.state === 'sound' ? previous.value : null;
  }

  async write(data: CatalogData): Promise<void> {
    if (this.#sound) await this.#keepGeneration();
    await writeChecked(this.#path, data);
    this.#sound = true;
  }

  async #readGeneration(path: string): Promise<CheckedFile<CatalogData>> {
    const found = await readChecked(path, readCatalogData);
    if (found.state === 'damaged') this.#tell(path, found.fault);
    return found;
  }

  #tell(path: string, fault: string): void {
    this.#damaged({ store: basename(path), file: basename(path), fault });
  }

  /** Gives the file its second name; what is written next takes only the first one from it. */
  async #keepGeneration(): Promise<void> {
    const temp = `${this.#path}.bak.tmp-${process.pid}-0`;
    await rm(temp, { force: true });
    await link(this.#path, temp);
    await rename(temp, `${this.#path}.bak`);
    // Renaming does nothing where both are names of one file already, as after a crash right here.
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
