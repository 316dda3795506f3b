import * as Y from 'yjs';
import type { Board } from '../board.ts';
import { MAP_ROOTS, type MapRoot, nounOf, RECORD_ROOTS } from '../board-doc.ts';
import type { Readings, RecordRoot } from '../nouns.ts';
import { movedIn, placesRoot, readPlaces } from '../places.ts';
import { type Properties, root } from '../records.ts';
import { BoardAssembler } from './board-assembler.ts';

/**
 * A board kept up to date with its document. After a change only the records that changed are read again; notes,
 * regions and drawings that did not change are the same objects, so a face can compare by `===` to find what to draw
 * again.
 */
export class BoardReader {
  readonly #doc: Y.Doc;
  readonly #assembler = new BoardAssembler();
  /** The last reading of each record; null for a value that is not a record. */
  readonly #readings = new Map<RecordRoot, Map<string, unknown>>(RECORD_ROOTS.map((name) => [name, new Map()]));
  /** The places that notes were moved to, out of date for those in {@link #moved}; null before the first reading. */
  #places: Map<string, object> | null = null;
  readonly #moved = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #board: Board | null = null;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    for (const name of MAP_ROOTS) {
      const map = root(doc, name);
      const onEvents = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]) => this.#forget(name, events);
      map.observeDeep(onEvents);
      this.#stops.push(() => map.unobserveDeep(onEvents));
    }
    const onPlaces = (_event: unknown, transaction: Y.Transaction) => {
      this.#board = null;
      if (this.#places !== null) for (const id of movedIn(transaction)) this.#moved.add(id);
    };
    placesRoot(doc).observe(onPlaces);
    this.#stops.push(() => placesRoot(doc).unobserve(onPlaces));
    const afterAll = () => {
      if (this.#board === null) for (const listener of this.#listeners) listener();
    };
    doc.on('afterAllTransactions', afterAll);
    this.#stops.push(() => doc.off('afterAllTransactions', afterAll));
  }

  /** The board as it is now: the same object until something changes. */
  read(): Board {
    if (this.#board === null) {
      const places = this.#readPlaces();
      for (const [name, held] of this.#readings) this.#readRecords(name, held, places);
      // Each root's readings were made by its noun's own `read`, so they have the types in Readings.
      this.#board = this.#assembler.assemble(this.#doc, Object.fromEntries(this.#readings) as unknown as Readings);
    }
    return this.#board;
  }

  /** Calls the listener after every change of the board, which {@link read} then returns. Returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops listening to the document. */
  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  /** Brings {@link #places} up to date and drops the readings of notes whose place has changed. */
  #readPlaces(): ReadonlyMap<string, object> {
    if (this.#places === null) {
      this.#places = readPlaces(this.#doc);
      return this.#places;
    }
    if (this.#moved.size === 0) return this.#places;
    const now = readPlaces(this.#doc, this.#moved);
    for (const id of this.#moved) {
      const place = now.get(id);
      if (place === this.#places.get(id)) continue;
      this.#readings.get('notes')?.delete(id);
      if (place === undefined) this.#places.delete(id);
      else this.#places.set(id, place);
    }
    this.#moved.clear();
    return this.#places;
  }

  #readRecords(name: RecordRoot, held: Map<string, unknown>, places: ReadonlyMap<string, object>): void {
    const { read } = nounOf(name);
    for (const [id, value] of root(this.#doc, name).entries()) {
      if (held.has(id)) continue;
      held.set(id, value instanceof Y.Map ? read(id, value as Properties, places.get(id)) : null);
    }
  }

  #forget(name: MapRoot, events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    this.#board = null;
    const held = name === 'meta' ? undefined : this.#readings.get(name);
    if (held === undefined) return;
    for (const event of events) {
      const id = event.path[0];
      if (id !== undefined) held.delete(String(id));
      else for (const key of event.changes.keys.keys()) held.delete(key);
    }
  }
}
