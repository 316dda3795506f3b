import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import type { BoardId } from '#board/ids';
import { type BoardRecord, type Catalog, CatalogCorrupt, CatalogUnavailable } from '../catalog.ts';
import { makeFolderDurably, removeTemporaries, writeDurably } from './durable-file.ts';

interface CatalogFile {
  readonly version: 1;
  readonly boards: Record<string, BoardRecord>;
}

/**
 * Opens the catalogue file. Its previous generation, `<path>.bak`, is used where the file itself is damaged, which
 * `warn` is told. Throws CatalogCorrupt when both are.
 */
export async function openLowdbCatalog(path: string, warn: (sentence: string) => void): Promise<Catalog> {
  await makeFolderDurably(dirname(path));
  await removeTemporaries(dirname(path));
  const low = new Low<CatalogFile>(new DurableJson(path, warn), { version: 1, boards: {} });
  await low.read();
  return new LowdbCatalog(low);
}

class LowdbCatalog implements Catalog {
  readonly #low: Low<CatalogFile>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(low: Low<CatalogFile>) {
    this.#low = low;
  }

  async get(boardId: BoardId): Promise<BoardRecord | null> {
    const { boards } = this.#low.data;
    return Object.hasOwn(boards, boardId) ? (boards[boardId] ?? null) : null;
  }

  async list(): Promise<readonly BoardRecord[]> {
    return Object.values(this.#low.data.boards);
  }

  add(record: BoardRecord): Promise<void> {
    return this.#inOrder(() => this.#write(record));
  }

  change(boardId: BoardId, change: (record: BoardRecord) => BoardRecord): Promise<BoardRecord | null> {
    return this.#inOrder(async () => {
      const record = await this.get(boardId);
      if (record === null) return null;
      const changed = change(record);
      if (changed !== record) await this.#write(changed);
      return changed;
    });
  }

  async close(): Promise<void> {
    await this.#inOrder(async () => undefined);
  }

  /** What readers see changes only when it is on disk. */
  async #write(record: BoardRecord): Promise<void> {
    const before = this.#low.data;
    const after: CatalogFile = { ...before, boards: { ...before.boards, [record.id]: record } };
    try {
      await this.#low.adapter.write(after);
    } catch (error) {
      throw new CatalogUnavailable('the catalogue could not be written', { cause: error });
    }
    this.#low.data = after;
  }

  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#last.then(task);
    this.#last = run.catch(() => undefined);
    return run;
  }
}

/** lowdb's own adapter renames without fsync and knows no checksum. The first line is the SHA-256 of the rest. */
class DurableJson implements Adapter<CatalogFile> {
  readonly #path: string;
  readonly #warn: (sentence: string) => void;
  #current: string | null = null;

  constructor(path: string, warn: (sentence: string) => void) {
    this.#path = path;
    this.#warn = warn;
  }

  async read(): Promise<CatalogFile | null> {
    const current = await this.#readGeneration(this.#path);
    if (typeof current === 'object' && current !== null) return current;
    const previous = await this.#readGeneration(`${this.#path}.bak`);
    if (current === null && previous === null) return null;
    if (typeof previous === 'object' && previous !== null) {
      this.#warn(`${this.#path} is damaged (${current ?? 'it is missing'}); its previous generation is used`);
      return previous;
    }
    throw new CatalogCorrupt(
      `${this.#path} is damaged (${current ?? 'it is missing'}), and so is its previous generation`,
    );
  }

  async write(data: CatalogFile): Promise<void> {
    const body = JSON.stringify(data, null, 1);
    const text = `${sha256(body)}\n${body}`;
    if (this.#current !== null) await writeDurably(`${this.#path}.bak`, this.#current);
    await writeDurably(this.#path, text);
    this.#current = text;
  }

  /** The data, null where there is no file, or a sentence about the damage. */
  async #readGeneration(path: string): Promise<CatalogFile | string | null> {
    const text = await readText(path);
    if (text === null) return null;
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (end < 0 || text.slice(0, end) !== sha256(body)) return 'its checksum does not hold';
    const data = JSON.parse(body) as CatalogFile;
    if (data.version !== 1) return `it has version ${String(data.version)}`;
    this.#current = text;
    return data;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
