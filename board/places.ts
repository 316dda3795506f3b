import * as Y from 'yjs';

/**
 * Where a note was moved to. Its own property `place` says where it was put when it was added; each later move is put as
 * `[note's id, place, stamp]` into one row for all notes, the root `places`, and the note's moves from before are
 * deleted. The highest stamp holds. So what moves leave behind lies side by side, and Yjs folds it; under keys of their
 * own each move of another note would leave some bytes for ever (decision 13).
 */
interface Move {
  readonly noteId: string;
  /** As note.ts stores places. Whatever else a peer put there reads as its absence. */
  readonly place: object;
  readonly stamp: number;
}

/** The row itself. */
export function placesRoot(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray<unknown>('places');
}

/** Reads one value of the row: anything that a peer may have put there. */
export function readMove(value: unknown): Move | null {
  if (!Array.isArray(value)) return null;
  const [noteId, place, stamp] = value as unknown[];
  if (typeof noteId !== 'string' || typeof place !== 'object' || place === null) return null;
  return typeof stamp === 'number' && Number.isSafeInteger(stamp) && stamp > 0 ? { noteId, place, stamp } : null;
}

/**
 * Where notes lie by the row, by their ids, or only these notes; where a note is not in it, its own property tells.
 * While a note is not moved the object is the same one.
 */
export function readPlaces(doc: Y.Doc, only: ReadonlySet<unknown> | null = null): Map<string, object> {
  const highest = new Map<string, Move>();
  for (let item = placesRoot(doc)._start; item !== null; item = item.right) {
    for (const value of livingIn(item)) {
      if (only !== null && !(Array.isArray(value) && only.has(value[0]))) continue;
      const move = readMove(value);
      if (move === null) continue;
      // Of two members' moves at one time the later in the row holds, for everybody.
      if (move.stamp >= (highest.get(move.noteId)?.stamp ?? 0)) highest.set(move.noteId, move);
    }
  }
  return new Map(Array.from(highest, ([noteId, { place }]) => [noteId, place]));
}

/** Puts notes in places; null takes a note back to where its own property says. Costs a walk along the row. */
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

/** Takes values out of the row for which this holds, and all that is no data. */
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

/** The values that a transaction put into the row and left there. Ask in `afterTransaction` or earlier. */
export function addedIn(transaction: Y.Transaction): unknown[] {
  const { doc, beforeState, afterState } = transaction;
  const row = placesRoot(doc);
  const added: unknown[] = [];
  for (const [client, end] of afterState) {
    const start = beforeState.get(client) ?? 0;
    if (end <= start) continue;
    const structs = doc.store.clients.get(client) ?? [];
    for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
      const struct = structs[i];
      if (struct instanceof Y.Item && struct.parent === row) for (const value of livingIn(struct)) added.push(value);
    }
  }
  return added;
}

/** The notes with moves that a transaction added or deleted. Ask in an observer: later, what is deleted is gone. */
export function movedIn(transaction: Y.Transaction): Set<string> {
  const row = placesRoot(transaction.doc);
  const values = addedIn(transaction);
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (struct instanceof Y.Item && struct.parent === row) for (const value of valuesOf(struct)) values.push(value);
  });
  return new Set(values.flatMap((value) => readMove(value)?.noteId ?? []));
}

/** Whether somebody else has moved a note since it was added. */
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

/** The data that an item brought. Peers may put anything into a row; letters or types are passed over unread. */
function valuesOf({ content }: Y.Item): readonly unknown[] {
  return content instanceof Y.ContentAny ? content.arr : NONE;
}

/**
 * Puts values at once behind an item, which Yjs' own methods do only behind one that is alive. Behind this member's own
 * last item, dead or alive, for that is the only one to which Yjs can join them when they are dead too: members who move
 * notes in turns, one after the other, would else leave every move apart.
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

/** Deletes clocks that lie in one item. */
function deleteRange(transaction: Y.Transaction, id: Y.ID, length: number): void {
  const item = Y.getItemCleanStart(transaction, id);
  Y.getItemCleanEnd(transaction, transaction.doc.store, Y.createID(id.client, id.clock + length - 1));
  item.delete(transaction);
  forgetIndices(placesRoot(transaction.doc));
}

/** Yjs remembers at which index some items lie, and does so no more when items are put in without an index. */
function forgetIndices(row: Y.Array<unknown>): void {
  if (row._searchMarker !== null) row._searchMarker.length = 0;
}
