import * as Y from 'yjs';
import type { Board } from '../board.ts';
import { MAP_ROOTS, type MapRoot, type Properties, placesRoot, root } from '../board-doc.ts';
import { type DrawingRecord, readDrawing } from '../drawing.ts';
import type { NoteId } from '../ids.ts';
import { type Note, readNote } from '../note.ts';
import { movedIn, readPlaces } from '../places.ts';
import { assembleBoard } from './assemble-board.ts';

/**
 * A board kept up to date with its document. Reading again after a change reads only what changed; notes, regions and
 * drawings that did not change keep their identity, so a face can tell by `===` what to draw again.
 */
export class BoardReader {
  readonly #doc: Y.Doc;
  readonly #notes = new Map<string, Note | null>();
  /** Where notes were moved to, but for those in {@link #moved}; null: not read yet. */
  #places: Map<string, object> | null = null;
  readonly #moved = new Set<string>();
  readonly #drawings = new Map<string, DrawingRecord | null>();
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
      const notes = this.#readAll('notes', this.#notes, (id, map) => readNote(id as NoteId, map, places.get(id)));
      const drawings = this.#readAll('drawings', this.#drawings, readDrawing);
      this.#board = assembleBoard(this.#doc, notes, drawings, this.#last);
      this.#last = this.#board;
    }
    return this.#board;
  }

  /** Calls the listener after every change of the board; ask {@link read} for what it is now. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops listening to the document. */
  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  #last: Board | null = null;

  /** Where notes were moved to; of notes that lie elsewhere now, the reading is forgotten. */
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
      this.#notes.delete(id);
      if (place === undefined) this.#places.delete(id);
      else this.#places.set(id, place);
    }
    this.#moved.clear();
    return this.#places;
  }

  /** Each id of a root with its reading, or null where a peer put something that is no record. */
  #readAll<T>(name: MapRoot, held: Map<string, T | null>, read: (id: string, map: Properties) => T) {
    const map = root(this.#doc, name);
    for (const [id, value] of map.entries()) {
      if (!held.has(id)) held.set(id, value instanceof Y.Map ? read(id, value as Properties) : null);
    }
    return held;
  }

  #forget(name: MapRoot, events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    this.#board = null;
    const held = name === 'notes' ? this.#notes : name === 'drawings' ? this.#drawings : null;
    if (held === null) return;
    for (const event of events) {
      const id = event.path[0];
      if (id !== undefined) held.delete(String(id));
      else for (const key of event.changes.keys.keys()) held.delete(key);
    }
  }
}
