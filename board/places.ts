import * as Y from 'yjs';
import { newItems } from './records.ts';

/**
 * A move of a note. The note's own property `place` says where it was added. Each later move is inserted as `[note id,
 * place, stamp]` into the root `places`, one row for all notes, and the note's earlier moves are deleted. The move with
 * the highest stamp counts. Deleted moves then lie side by side and Yjs merges them; if each note had a key of its own,
 * moving notes in turns would leave some bytes per move permanently (decision 13).
 */
interface Move {
  readonly noteId: string;
  /** As stored by note.ts. Malformed parts read as absent. */
  readonly place: object;
  readonly stamp: number;
}

/** The row of moves. */
export function placesRoot(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray<unknown>('places');
}

/** Reads one value of the row, which may be anything that a peer wrote; null if it is not a move. */
export function readMove(value: unknown): Move | null {
  if (!Array.isArray(value)) return null;
  const [noteId, place, stamp] = value as unknown[];
  if (typeof noteId !== 'string' || typeof place !== 'object' || place === null) return null;
  return typeof stamp === 'number' && Number.isSafeInteger(stamp) && stamp > 0 ? { noteId, place, stamp } : null;
}

/**
 * The places that notes were moved to, by note id; with `only`, those of these notes. A note that is missing is where
 * its own property says. Until a note is moved again, its place is the same object.
 */
export function readPlaces(doc: Y.Doc, only: ReadonlySet<unknown> | null = null): Map<string, object> {
  const highest = new Map<string, Move>();
  for (let item = placesRoot(doc)._start; item !== null; item = item.right) {
    for (const value of livingIn(item)) {
      if (only !== null && !(Array.isArray(value) && only.has(value[0]))) continue;
      const move = readMove(value);
      if (move === null) continue;
      // Simultaneous moves have equal stamps; the later in the row counts, which is the same for every client.
      if (move.stamp >= (highest.get(move.noteId)?.stamp ?? 0)) highest.set(move.noteId, move);
    }
  }
  return new Map(Array.from(highest, ([noteId, { place }]) => [noteId, place]));
}

/** Moves notes; null puts a note back to where its own property says. Walks along the whole row. */
export function putPlaces(doc: Y.Doc, moves: ReadonlyMap<string, object | null>): void {
  if (moves.size === 0) return;
  doc.transact((transaction) => {
    const stamps = new Map<string, number>();
    const former: Y.ID[] = [];
    let own: Y.Item | null = null;
    let last: Y.Item | null = null;
    for (let item = placesRoot(doc)._start; item !== null; item = item.right) {
      last = item;
      if (item.id.client === doc.clientID && item.id.clock >= (own?.id.clock ?? 0)) own = item;
      const living = livingIn(item);
      for (let i = 0; i < living.length; i++) {
        const value = living[i];
        const move = Array.isArray(value) && moves.has(value[0]) ? readMove(value) : null;
        if (move === null) continue;
        stamps.set(move.noteId, Math.max(move.stamp, stamps.get(move.noteId) ?? 0));
        former.push(Y.createID(item.id.client, item.id.clock + i));
      }
    }
    const values = [...moves].flatMap(([noteId, place]) =>
      place === null ? [] : [[noteId, place, Math.min((stamps.get(noteId) ?? 0) + 1, Number.MAX_SAFE_INTEGER)]],
    );
    if (values.length > 0) insertBehind(transaction, own ?? last, values);
    for (const id of former) deleteRange(transaction, id, 1);
  });
}

/** Deletes from the row the values that are unwanted, and everything that is not data (letters, types). */
export function dropMoves(doc: Y.Doc, isUnwanted: (value: unknown) => boolean): void {
  doc.transact((transaction) => {
    const ranges: { id: Y.ID; length: number }[] = [];
    for (let item = placesRoot(doc)._start; item !== null; item = item.right) {
      if (item.deleted) continue;
      const { client, clock } = item.id;
      if (!(item.content instanceof Y.ContentAny)) ranges.push({ id: item.id, length: item.length });
      let run = 0;
      for (const [i, value] of valuesOf(item).entries()) {
        run = isUnwanted(value) ? run + 1 : 0;
        if (run === 1) ranges.push({ id: Y.createID(client, clock + i), length: 1 });
        else if (run > 1) Object.assign(ranges.at(-1) ?? {}, { length: run });
      }
    }
    for (const { id, length } of ranges) deleteRange(transaction, id, length);
  });
}

/** The values that a transaction added to the row and did not delete. Call it in `afterTransaction` or earlier. */
export function addedIn(transaction: Y.Transaction): unknown[] {
  return itemsAddedIn(transaction).flatMap(livingIn);
}

/** Whether a transaction added something to the row that is not data: bytes, letters or types, of any size. */
export function hasStrangers(transaction: Y.Transaction): boolean {
  return itemsAddedIn(transaction).some(({ deleted, content }) => !deleted && !(content instanceof Y.ContentAny));
}

function itemsAddedIn(transaction: Y.Transaction): Y.Item[] {
  const row = placesRoot(transaction.doc);
  return newItems(transaction, ({ parent }) => parent === row);
}

/** The notes whose moves a transaction added or deleted. Call it in an observer: deleted values are gone afterwards. */
export function movedIn(transaction: Y.Transaction): Set<string> {
  const row = placesRoot(transaction.doc);
  const values = addedIn(transaction);
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (struct instanceof Y.Item && struct.parent === row) for (const value of valuesOf(struct)) values.push(value);
  });
  return new Set(values.flatMap((value) => readMove(value)?.noteId ?? []));
}

/** Whether the row holds a move of the note by another client. */
export function isMovedByOthers(doc: Y.Doc, noteId: string): boolean {
  for (let item = placesRoot(doc)._start; item !== null; item = item.right) {
    if (item.id.client === doc.clientID) continue;
    if (livingIn(item).some((value) => readMove(value)?.noteId === noteId)) return true;
  }
  return false;
}

function livingIn(item: Y.Item): readonly unknown[] {
  return item.deleted ? NONE : valuesOf(item);
}

const NONE: readonly unknown[] = [];

/** The data in an item. Peers may put anything into the row; letters and types are skipped. */
function valuesOf({ content }: Y.Item): readonly unknown[] {
  return content instanceof Y.ContentAny ? content.arr : NONE;
}

/**
 * Inserts values directly behind an item, even a deleted one; Yjs' own methods insert behind living items only. It is
 * called with this client's last item, deleted or not, because Yjs can merge the values only with that one once they
 * are deleted too. Otherwise members who move notes in turns would leave an item for every move.
 */
function insertBehind(transaction: Y.Transaction, left: Y.Item | null, values: unknown[]): void {
  const { clientID, store } = transaction.doc;
  const row = placesRoot(transaction.doc);
  const right = left === null ? row._start : left.right;
  const id = Y.createID(clientID, Y.getState(store, clientID));
  const content = new Y.ContentAny(values);
  const item = new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, row, null, content);
  item.integrate(transaction, 0);
  forgetIndices(row);
}

/** Deletes `length` values from `id` on, all of which must be in one item. */
function deleteRange(transaction: Y.Transaction, id: Y.ID, length: number): void {
  const item = Y.getItemCleanStart(transaction, id);
  Y.getItemCleanEnd(transaction, transaction.doc.store, Y.createID(id.client, id.clock + length - 1));
  item.delete(transaction);
  forgetIndices(placesRoot(transaction.doc));
}

/** Clears Yjs' cache of item positions, which is wrong once items are inserted or deleted without an index. */
function forgetIndices(row: Y.Array<unknown>): void {
  if (row._searchMarker !== null) row._searchMarker.length = 0;
}
