import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import {
  addedIn,
  dropMoves,
  isMovedByOthers,
  movedIn,
  placesRoot,
  putPlaces,
  readMove,
  readPlaces,
} from '#board/places';
import { root } from '#board/records';
import { cloneOf, sync, written } from './helpers.ts';

const place = (x: number) => ({ pos: [x, 0], order: 'a0' });

/** A document for the member with a client id, with these notes moved in turn. */
function member(clientId: number, ...moved: readonly string[]): Y.Doc {
  const doc = createBoardDoc();
  doc.clientID = clientId;
  for (const [i, id] of moved.entries()) move(doc, id, i);
  return doc;
}

function move(doc: Y.Doc, id: string, x: number): void {
  putPlaces(doc, new Map([[id, place(x)]]));
}

const rowOf = (doc: Y.Doc) => placesRoot(doc).toArray() as [string, object, number][];

/** How many structs the row takes in a document that is joined anew. */
function structsIn(doc: Y.Doc): number {
  const joined = createBoardDoc();
  Y.applyUpdate(joined, Y.encodeStateAsUpdate(doc));
  return [...joined.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0);
}

describe('the row of moves', () => {
  it('takes several moves at once, and takes a note back to where it was added', () => {
    const doc = member(1);
    putPlaces(
      doc,
      new Map([
        ['a', place(1)],
        ['b', place(2)],
      ]),
    ); // prettier-ignore
    expect([...readPlaces(doc)]).toEqual([
      ['a', place(1)],
      ['b', place(2)],
    ]); // prettier-ignore
    putPlaces(
      doc,
      new Map<string, object | null>([
        ['a', null],
        ['b', place(3)],
      ]),
    ); // prettier-ignore
    expect(rowOf(doc)).toEqual([['b', place(3), 2]]);
    putPlaces(doc, new Map([['b', null]]));
    expect(rowOf(doc)).toEqual([]);
  });

  it('is read for some notes alone', () => {
    const doc = member(1, 'a', 'b', 'c');
    placesRoot(doc).push(['b', null]);
    expect([...readPlaces(doc, new Set(['b', 'c'])).keys()]).toEqual(['b', 'c']);
    expect(readPlaces(doc, new Set()).size).toBe(0);
  });

  it('writes nothing for no moves', () => {
    const doc = member(1, 'a');
    const before = written(doc);
    putPlaces(doc, new Map());
    putPlaces(doc, new Map([['b', null]]));
    expect(written(doc)).toBe(before);
  });

  it('gives a move one stamp more than the highest that its mover sees, of that note', () => {
    const doc = member(1, 'b');
    placesRoot(doc).push([
      ['a', place(1), 7],
      ['a', place(2), 4],
    ]); // prettier-ignore
    move(doc, 'a', 5);
    expect(rowOf(doc).find(([id]) => id === 'a')).toEqual(['a', place(5), 8]);
    expect(rowOf(doc)).toHaveLength(2);
    move(doc, 'new', 1);
    expect(rowOf(doc).find(([id]) => id === 'new')?.[2]).toBe(1);
  });

  it('is not broken by a stamp as high as there is', () => {
    const doc = member(1);
    placesRoot(doc).push([['a', place(1), Number.MAX_SAFE_INTEGER]]);
    move(doc, 'a', 2);
    expect(readPlaces(doc).get('a')).toEqual(place(2));
    expect(readMove(rowOf(doc)[0])).not.toBeNull();
  });

  it('takes the move in the middle of several out that came together', () => {
    const doc = member(1);
    putPlaces(doc, new Map(['a', 'b', 'c'].map((id, i) => [id, place(i)])));
    for (const id of ['b', 'c', 'a']) {
      move(doc, id, 9);
      expect(readPlaces(doc).get(id)).toEqual(place(9));
      expect(
        rowOf(doc)
          .map(([one]) => one)
          .sort(),
      ).toEqual(['a', 'b', 'c']);
    }
  });

  it('can be read and changed by index after moves', () => {
    const doc = member(1, 'a', 'b', 'c', 'd');
    expect((placesRoot(doc).get(3) as unknown[])[0]).toBe('d');
    move(doc, 'a', 9);
    expect(rowOf(doc).map((_, i) => (placesRoot(doc).get(i) as unknown[])[0])).toEqual(rowOf(doc).map(([id]) => id));
    placesRoot(doc).delete(1, 1);
    expect(rowOf(doc)).toHaveLength(3);
  });

  it('takes as little room however often a note is moved', () => {
    const few = member(1, ...Array<string>(4).fill('a'));
    const many = member(1, ...Array<string>(60).fill('a'));
    expect(structsIn(many)).toBeLessThanOrEqual(structsIn(few));
  });

  it('stays as small when members take turns at moving the same notes', () => {
    const docs = [member(1), member(2), member(3)];
    const size = () => structsIn(docs[0] as Y.Doc);
    const rounds = (count: number) => {
      for (let i = 0; i < count; i++) {
        for (const [at, doc] of docs.entries()) {
          for (const id of ['a', 'b']) move(doc, id, i * 10 + at);
          sync(...docs);
        }
      }
    };
    rounds(3);
    const before = size();
    rounds(20);
    expect(size()).toBeLessThanOrEqual(before + 2);
    expect(rowOf(docs[0] as Y.Doc)).toHaveLength(2);
  });

  it('begins where the others’ moves end', () => {
    const doc = member(1, 'a', 'b');
    const other = cloneOf(doc);
    other.clientID = 2;
    move(other, 'c', 1);
    expect(rowOf(other).map(([id]) => id)).toEqual(['a', 'b', 'c']);
    sync(doc, other);
    expect(rowOf(doc)).toEqual(rowOf(other));
  });
});

describe('moves that are dropped', () => {
  it('are those that are unwanted, alone or side by side, and all that is no data', () => {
    const doc = member(1);
    putPlaces(doc, new Map(['a', 'b', 'c', 'd', 'e', 'f'].map((id, i) => [id, place(i)])));
    placesRoot(doc).insert(2, [new Y.Text('no data'), new Y.Map()]);
    placesRoot(doc).push([5, 'x']);
    dropMoves(doc, (value) => ['b', 'c', 'd', 'f'].includes(readMove(value)?.noteId ?? ''));
    expect(
      placesRoot(doc)
        .toArray()
        .map((one) => (Array.isArray(one) ? one[0] : one)),
    ).toEqual(['a', 'e', 5, 'x']);
  });

  it('are gone for the others too, and nothing else is', () => {
    const doc = member(1, 'a', 'b', 'c');
    const other = cloneOf(doc);
    dropMoves(doc, (value) => readMove(value)?.noteId === 'b');
    sync(doc, other);
    expect(rowOf(other).map(([id]) => id)).toEqual(['a', 'c']);
    const before = Y.encodeStateAsUpdate(doc).length;
    dropMoves(doc, () => false);
    expect(Y.encodeStateAsUpdate(doc).length).toBe(before);
  });
});

describe('what a transaction did to the row', () => {
  function watch(doc: Y.Doc, change: () => void) {
    let seen: { added: unknown[]; moved: Set<string> } | null = null;
    const watcher = (transaction: Y.Transaction) => {
      seen = { added: addedIn(transaction), moved: movedIn(transaction) };
    };
    doc.on('beforeObserverCalls', watcher);
    doc.transact(change);
    doc.off('beforeObserverCalls', watcher);
    return seen as unknown as { added: unknown[]; moved: Set<string> };
  }

  it('is what it added and left there', () => {
    const doc = member(1, 'old');
    const { added } = watch(doc, () => {
      move(doc, 'a', 1);
      move(doc, 'a', 2);
      root(doc, 'meta').set('title', ['a', place(9), 9]);
      doc.getArray('other').push([['b', place(9), 9]]);
    });
    expect(added).toEqual([['a', place(2), 2]]);
  });

  it('is what others added, too', () => {
    const doc = member(1, 'old');
    const other = cloneOf(doc);
    other.clientID = 2;
    move(other, 'a', 1);
    const { added, moved } = watch(doc, () => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other)));
    expect(added).toEqual([['a', place(1), 1]]);
    expect([...moved]).toEqual(['a']);
  });

  it('names the notes whose moves came or went, and no other', () => {
    const doc = member(1, 'a', 'b', 'c');
    doc.getArray('other').push([['d', place(1), 1]]);
    const { moved } = watch(doc, () => {
      move(doc, 'a', 9);
      putPlaces(doc, new Map([['b', null]]));
      placesRoot(doc).push([5, ['odd']]);
      doc.getArray('other').delete(0, 1);
      doc.getArray('other').push([['e', place(1), 1]]);
    });
    expect([...moved].sort()).toEqual(['a', 'b']);
  });
});

describe('a note', () => {
  it('is moved by others while a move of theirs is in the row', () => {
    const doc = member(1, 'own', 'both');
    const other = cloneOf(doc);
    other.clientID = 2;
    for (const id of ['both', 'theirs']) move(other, id, 5);
    sync(doc, other);
    expect(['own', 'both', 'theirs', 'none'].map((id) => isMovedByOthers(doc, id))).toEqual([false, true, true, false]);
    move(doc, 'theirs', 6);
    expect(isMovedByOthers(doc, 'theirs')).toBe(false);
  });
});
