import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, MAP_ROOTS } from '#board/board-doc';
import { addNote, moveNote } from '#board/note';
import { placesRoot } from '#board/places';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { cloneOf, GENERAL, memberDoc, noteId, plain, sync, written } from './helpers.ts';

const N = noteId('n');
const at = (x: number) => ({ pos: [x, 0] as const, order: 'a0' });
const posOf = (doc: Y.Doc, id = N) => readBoard(doc).notes.get(id)?.pos;

describe('a note that is moved', () => {
  it('lies where its own property says until then', () => {
    const doc = withNotes(1);
    expect(posOf(doc)).toEqual([0, 0]);
    // What a client does to move it that does not know `places`.
    propertiesOf(doc, 'notes', N)?.set('place', at(3));
    expect(posOf(doc)).toEqual([3, 0]);
    moveNote(doc, N, at(4));
    expect(posOf(doc)).toEqual([4, 0]);
    expect(propertiesOf(doc, 'notes', N)?.get('place')).toEqual(at(3));
  });

  it('has one stored move, however often members take turns at moving it', () => {
    const [doc, other] = [withNotes(1), createBoardDoc()];
    for (let i = 1; i <= 20; i++) {
      sync(doc, other);
      moveNote(i % 2 === 0 ? doc : other, N, at(i));
    }
    sync(doc, other);
    expect(placesRoot(doc).toArray()).toEqual([[N, at(20), 20]]);
    expect(posOf(other)).toEqual([20, 0]);
  });

  it('gets one place when two members move it at once, and then that of the next move', () => {
    const doc = withNotes(1);
    const other = cloneOf(doc);
    moveNote(doc, N, at(1));
    moveNote(other, N, at(2));
    sync(doc, other);
    expect(placesRoot(doc).length).toBe(2);
    expect(posOf(doc)).toEqual(posOf(other));
    moveNote(other, N, at(3));
    sync(doc, other);
    expect(placesRoot(doc).toArray()).toEqual([[N, at(3), 2]]);
  });

  it('gets the place of a member who saw the other moves, wherever in the row that move is', () => {
    for (const [first, last] of [[10, 20] as const, [20, 10] as const]) {
      const doc = withNotes(1);
      const other = cloneOf(doc);
      doc.clientID = first;
      other.clientID = last;
      moveNote(other, N, at(1));
      const offline = cloneOf(other);
      offline.clientID = 15;
      moveNote(offline, N, at(2));
      moveNote(doc, N, at(9));
      sync(doc, other);
      sync(doc, offline);
      expect(posOf(doc)).toEqual([2, 0]);
    }
  });

  it('is not moved by values that are not moves, and can be moved despite them', () => {
    const doc = withNotes(1);
    moveNote(doc, N, at(1));
    const odd: unknown[] = [
      null,
      5,
      'tekst',
      N,
      {},
      [],
      [N],
      [N, at(2)],
      [N, null, 9],
      [N, 'x', 9],
      [5, at(2), 9],
      [N, at(2), '9'],
      [N, at(2), 0],
      [N, at(2), -1],
      [N, at(2), 1.5],
      [N, at(2), Number.NaN],
      [N, at(2), 2 ** 53],
      new Uint8Array(3),
      new Y.Text('tekst'),
      ['nobody', at(2), 9],
      ['__proto__', at(2), 9],
    ]; // prettier-ignore
    placesRoot(doc).insert(1, odd);
    placesRoot(doc).insert(0, [[N, at(7), 1]]);
    expect(posOf(doc)).toEqual([1, 0]);
    placesRoot(doc).push([[N, {}, Number.MAX_SAFE_INTEGER]]);
    expect(readBoard(doc).notes.get(N)).toMatchObject({ pos: null, order: '', regionId: null });
    moveNote(doc, N, at(3));
    expect(posOf(doc)).toEqual([3, 0]);
    expect(placesRoot(doc).length).toBe(odd.length + 1);
    const other = cloneOf(doc);
    moveNote(other, N, at(4));
    sync(doc, other);
    expect(posOf(doc)).toEqual([4, 0]);
  });

  it('counts in its new region when another note is added there', () => {
    const doc = withNotes(2);
    moveNote(doc, N, { regionId: GENERAL, order: 'b05' });
    addNote(doc, { id: noteId('last'), text: '', regionId: GENERAL, author: '', createdAt: 1 });
    const row = readBoard(doc)
      .regions.get(GENERAL)
      ?.notes.map(({ id }) => id);
    expect(row).toEqual(['seeded', N, 'last']);
  });
});

describe('what moves leave behind', () => {
  /** The bytes of a document, and of one with the same content and no history. */
  function sizes(doc: Y.Doc): [bytes: number, living: number] {
    const fresh = createBoardDoc();
    fresh.clientID = doc.clientID;
    fresh.transact(() => {
      for (const name of MAP_ROOTS)
        for (const [key, value] of root(doc, name).entries())
          root(fresh, name).set(key, value instanceof Y.AbstractType ? value.clone() : value);
      placesRoot(fresh).push(placesRoot(doc).toArray());
    });
    expect(plain(readBoard(fresh))).toEqual(plain(readBoard(doc)));
    return [Y.encodeStateAsUpdate(doc).length, Y.encodeStateAsUpdate(fresh).length];
  }

  it.each([
    [200, 'in turns', 1, 10_000],
    [3, 'in turns', 1, 3_000],
    [200, 'at once', 20, 4_000],
  ])('is merged by Yjs when five members move %i notes %s', { timeout: 60_000 }, (notes, _how, movesEach, moves) => {
    const random = new Random(announcedSeed('moves of five'));
    const server = withNotes(notes, random.clientId());
    const members = Array.from({ length: 5 }, () => cloneOf(server));
    for (const doc of members) doc.clientID = random.clientId();
    const ids = Array.from({ length: notes }, (_, i) => nthId(i));
    const sent: { from: Y.Doc; update: Uint8Array }[] = [];
    for (const from of members) {
      from.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
        if (local) sent.push({ from, update });
      });
    }
    for (let i = 0; i < moves; ) {
      for (const doc of members) {
        for (let own = 0; own < movesEach; own++, i++) {
          // Each time to another place: a note that lies there already is not moved.
          moveNote(doc, random.pick(ids), at(i + 1));
        }
        if (movesEach === 1) deliver();
      }
      deliver();
    }
    function deliver() {
      for (const { from, update } of sent.splice(0))
        for (const doc of [server, ...members]) if (doc !== from) Y.applyUpdate(doc, update);
    }
    expect(members.map(written)).toEqual(members.map(() => moves / 5));
    for (const doc of members) expect(plain(readBoard(doc))).toEqual(plain(readBoard(server)));
    const [bytes, living] = sizes(server);
    const row = itemsOf(server);
    console.info(`${notes} notes: ${bytes} B, living ${living} B, items ${JSON.stringify(row)}`);
    expect(row.living).toBeGreaterThan(0);
    // Each member's dead moves are folded, but around those that live, and where another's first move came beside them.
    expect(row.dead).toBeLessThanOrEqual(row.living + 2 * members.length);
    expect(bytes).toBeLessThanOrEqual(2 * living);
  });
});

/** How many items Yjs keeps for the row of moves. */
function itemsOf(doc: Y.Doc): { living: number; dead: number } {
  const items = { living: 0, dead: 0 };
  for (let item = placesRoot(doc)._start; item !== null; item = item.right) items[item.deleted ? 'dead' : 'living']++;
  return items;
}

function nthId(i: number) {
  return noteId(i === 0 ? 'n' : `n${i}`);
}

function withNotes(count: number, clientId = 1): Y.Doc {
  const doc = memberDoc(clientId);
  for (let i = 0; i < count; i++) {
    addNote(doc, {
      id: nthId(i),
      text: `Merknad ${i} med en setning`,
      regionId: null,
      pos: [0, 0],
      order: 'a0',
      author: 'A',
      createdAt: 1,
    });
  }
  return doc;
}
