/**
 * The catalogue: one small file per board, which makes a change durable, and a lowdb file of all boards. Each of the
 * two is restored from the other, so a board is lost only if both are. The lowdb file is written at most about once a
 * second and not with each change: the cost of making a board would grow with their number (decision 7).
 */
import { dirname, join } from 'node:path';
import { Low } from 'lowdb';
import type { BoardId } from '#board/ids';
import { type BoardRecord, type Catalog, CatalogCorrupt, CatalogUnavailable } from '../catalog.ts';
import type { Damage } from '../damage.ts';
import { isFull } from '../full-disk.ts';
import { type CatalogData, CatalogFile } from './catalog-file.ts';
import { makeFolderDurably, removeTemporaries } from './durable-file.ts';
import type { KeptRecord } from './read-board-record.ts';
import { RecordFiles } from './record-files.ts';

/** The pause between two writes of the lowdb file: so long, or so many times as long as the last one took. */
const EVERY_MS = 1_000;
const TIMES_ITS_COST = 20;

/**
 * Opens the catalogue at `path`, with its record files in `records/` beside it. Calls `damaged` for every file that
 * cannot be read, and `warn` when the lowdb file cannot be written. Throws CatalogCorrupt if there is a catalogue and
 * nothing of it can be read.
 */
export async function openLowdbCatalog(
  path: string,
  damaged: (damage: Damage) => void,
  warn: (sentence: string) => void,
): Promise<Catalog> {
  await makeFolderDurably(dirname(path));
  await removeTemporaries(dirname(path));
  let faults = 0;
  const count = (damage: Damage) => {
    faults += 1;
    damaged(damage);
  };
  const file = new CatalogFile(path, count);
  const low = new Low<CatalogData>(file, { version: 1, boards: {}, revisions: {} });
  await low.read();
  const generations = [{ ...low.data.boards }, await file.previousBoards()];
  const records = await RecordFiles.open(join(dirname(path), 'records'));
  const changed = await reconcile(low.data, records, count, warn);
  if (faults > 0 && Object.keys(low.data.boards).length === 0) {
    throw new CatalogCorrupt(`${path}, the generation before it and the files in records cannot be read`);
  }
  const catalog = new LowdbCatalog(low, records, warn);
  const { boards } = low.data;
  const forgot = generations.some((before) => Object.values(before).some((one) => forgets(one, boards[one.id])));
  if (forgot || changed || (faults > 0 && !file.sound)) await catalog.writeFile(forgot ? 2 : 1);
  return catalog;
}

/** Makes file and records agree: the later copy of each board counts. Returns whether the file must be written. */
async function reconcile(
  data: CatalogData,
  files: RecordFiles,
  damaged: (damage: Damage) => void,
  warn: (sentence: string) => void,
): Promise<boolean> {
  const found = await files.readAll();
  let changed = false;
  for (const [id, one] of found) {
    if (one.state === 'damaged') damaged({ store: 'records', file: `records/${id}.json`, fault: one.fault });
    if (one.state !== 'sound') continue;
    const known = Object.hasOwn(data.boards, id) ? (data.revisions[id] ?? 0) : -1;
    if (one.value.revision <= known) continue;
    data.boards[id] = one.value.record;
    data.revisions[id] = one.value.revision;
    changed = true;
  }
  for (const record of Object.values(data.boards)) {
    const revision = data.revisions[record.id] ?? 0;
    const one = found.get(record.id);
    if (one?.state === 'sound' && one.value.revision >= revision) continue;
    if (one === undefined) damaged({ store: 'records', file: `records/${record.id}.json`, fault: 'it is missing' });
    await files.write({ revision, record }).catch((error: unknown) => {
      if (!isFull(error)) throw error;
      warn(`records/${record.id}.json could not be written (${String(error)}); the next start tries again`);
    });
  }
  return changed;
}

/** Whether a change takes away something that members wrote, such as the name of a snapshot. */
function forgets(before: BoardRecord, after: BoardRecord | undefined): boolean {
  return before.snapshots.some(({ id }) => !after?.snapshots.some((one) => one.id === id));
}

class LowdbCatalog implements Catalog {
  readonly #low: Low<CatalogData>;
  readonly #records: RecordFiles;
  readonly #warn: (sentence: string) => void;
  /** The last change under way of each board. */
  readonly #last = new Map<BoardId, Promise<unknown>>();
  /** How many writes the lowdb file needs: one to be up to date, two for the previous generation to be so, too. */
  #owed = 0;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(low: Low<CatalogData>, records: RecordFiles, warn: (sentence: string) => void) {
    this.#low = low;
    this.#records = records;
    this.#warn = warn;
  }

  async get(boardId: BoardId): Promise<BoardRecord | null> {
    const { boards } = this.#low.data;
    return Object.hasOwn(boards, boardId) ? (boards[boardId] ?? null) : null;
  }

  async list(): Promise<readonly BoardRecord[]> {
    return Object.values(this.#low.data.boards);
  }

  add(record: BoardRecord): Promise<void> {
    return this.#inOrder(record.id, () => this.#keep({ revision: 1, record }));
  }

  change(boardId: BoardId, change: (record: BoardRecord) => BoardRecord): Promise<BoardRecord | null> {
    return this.#inOrder(boardId, async () => {
      const record = await this.get(boardId);
      if (record === null) return null;
      const changed = change(record);
      const revision = (this.#low.data.revisions[boardId] ?? 0) + 1;
      if (changed !== record) await this.#keep({ revision, record: changed });
      return changed;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#last.values());
    await this.#writing;
    for (let most = this.#owed; most > 0 && this.#owed > 0; most--) await this.writeFile();
    this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /**
   * Writes the lowdb file, and later again until it has been written `owed` times. A failure is reported and tried again
   * later; no change waits for it.
   */
  async writeFile(owed = this.#owed): Promise<void> {
    this.#rest();
    this.#owed = 0;
    const start = performance.now();
    try {
      await this.#low.write();
      this.#owed = Math.max(this.#owed, owed - 1);
    } catch (error) {
      this.#owed = Math.max(this.#owed, owed, 1);
      this.#warn(`catalog.json could not be written (${String(error)}); every change is safe in records`);
    }
    this.#writing = null;
    const pause = Math.max(EVERY_MS, TIMES_ITS_COST * (performance.now() - start));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#owed > 0) this.#writing = this.writeFile();
    }, pause).unref();
  }

  /** Readers see the change only when it is on disk. */
  async #keep(kept: KeptRecord): Promise<void> {
    const { id } = kept.record;
    try {
      await this.#records.write(kept);
    } catch (error) {
      throw new CatalogUnavailable('the catalogue could not be written', { cause: error });
    }
    const before = this.#low.data.boards[id];
    this.#low.data.boards[id] = kept.record;
    this.#low.data.revisions[id] = kept.revision;
    this.#soon(before !== undefined && forgets(before, kept.record) ? 2 : 1);
  }

  #soon(writes: number): void {
    this.#owed = Math.max(this.#owed, writes);
    if (this.#writing === null && this.#timer === null) this.#writing = this.writeFile();
  }

  #inOrder<T>(boardId: BoardId, task: () => Promise<T>): Promise<T> {
    const run = (this.#last.get(boardId) ?? Promise.resolve()).then(task);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(boardId, settled);
    void settled.then(() => {
      if (this.#last.get(boardId) === settled) this.#last.delete(boardId);
    });
    return run;
  }
}
