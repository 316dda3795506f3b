import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';
import { placesRoot } from '#board/places';
import { root } from '#board/records';
import { glance } from '../../sync-server/update-guard/glance.ts';
import { KnownStructs } from '../../sync-server/update-guard/known-structs.ts';
import { touches } from '../../sync-server/update-guard/touches.ts';
import { checkUpdate } from '../../sync-server/update-guard/update-reader.ts';
import { Member, seedUpdate } from '../board/random-edits.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { type ForgedBlock, type ForgedId, type ForgedStruct, forgedUpdate } from './forged-update.ts';
import { cloneOf, glanceAgrees, judge } from './judging.ts';

const ROUNDS = 30;

describe('touches against what Yjs does', () => {
  it('returns exactly the roots in which an honest update adds or deletes', () => {
    const seed = announcedSeed('touches, honest updates');
    const seen = {
      checked: 0,
      sure: 0,
      gaps: 0,
      merged: 0,
      deletes: 0,
      undone: 0,
      empty: 0,
      several: 0,
      collected: 0,
      resent: 0,
      overlapping: 0,
    };
    for (let round = 0; round < ROUNDS; round++) honestRound(new Random(seed + round), seen);
    console.info(JSON.stringify(seen));
    expect(seen.checked).toBeGreaterThanOrEqual(3000);
    const { collected, ...others } = seen;
    expect(collected).toBeLessThan(seen.checked / 20);
    for (const count of Object.values(others)) expect(count).toBeGreaterThan(20);
  }, 180_000);
});

describe('touches against an attacker', () => {
  const OWNER = 5;
  const ATTACKER = 6;

  /** A board whose title was set by the owner's last struct. */
  function titled() {
    const doc = boardDoc(OWNER);
    root(doc, 'meta').set('title', 'Vårt');
    const clock = Y.getState(doc.store, OWNER) - 1;
    return { doc, title: { client: OWNER, clock } };
  }

  it.each([
    [
      'an item without length that overwrites a key',
      (at: ForgedId) => [block(ATTACKER, 0, { origin: at, content: { any: [] } })],
    ],
    [
      'an item under the owner’s client id that the document holds in part',
      (at: ForgedId) => [block(OWNER, at.clock, { parent: 'notes', parentSub: 'x', content: { any: [1, 2] } })],
    ],
    [
      'an item whose neighbours lie in different roots',
      (at: ForgedId) => [
        block(ATTACKER, 0, { parent: 'notes', parentSub: 'x', content: { any: [1] } }),
        block(ATTACKER + 1, 0, { origin: { client: ATTACKER, clock: 0 }, rightOrigin: at, content: { any: [2] } }),
      ],
    ],
    [
      'a client that comes twice',
      (at: ForgedId) => [
        block(ATTACKER, 0, { parent: 'notes', parentSub: 'x', content: { any: [1] } }),
        block(ATTACKER, 0, { origin: at, content: { any: ['Mitt'] } }),
      ],
    ],
    [
      'an item that follows the owner’s',
      (at: ForgedId) => [block(ATTACKER, 0, { origin: at, content: { any: ['Mitt'] } })],
    ],
    [
      'an item before the owner’s',
      (at: ForgedId) => [block(ATTACKER, 0, { rightOrigin: at, content: { any: ['Mitt'] } })],
    ],
  ])('is not deceived by %s', (_what, blocks: (at: ForgedId) => ForgedBlock[]) => {
    const { doc, title } = titled();
    const found = judge(doc, forgedUpdate(blocks(title)));
    expect(found === 'refused' || found.roots.has('meta')).toBe(true);
  });

  it.each([
    [
      'a struct that waits for itself',
      [block(ATTACKER, 0, { origin: { client: ATTACKER, clock: 0 }, content: { text: 'a' } })],
    ],
    [
      'a struct that waits for a later one',
      [
        block(
          ATTACKER,
          0,
          { origin: { client: ATTACKER, clock: 1 }, content: { text: 'a' } },
          { content: { text: 'b' } },
        ),
      ],
    ],
    [
      'two structs that name each other as parents',
      [
        block(ATTACKER, 0, { parent: { client: ATTACKER + 1, clock: 0 }, content: { type: 'map' } }),
        block(ATTACKER + 1, 0, { parent: { client: ATTACKER, clock: 0 }, content: { type: 'map' } }),
      ],
    ],
    [
      'a right neighbour that is missing',
      [
        block(ATTACKER, 0, { content: { text: 'ab' } }),
        block(ATTACKER + 1, 0, {
          origin: { client: ATTACKER, clock: 0 },
          rightOrigin: { client: 99, clock: 4 },
          content: { text: 'c' },
        }),
      ],
    ],
    ['a hole in a client’s clocks', [block(ATTACKER, 3, { content: { text: 'a' } })]],
  ])('reports a gap for %s', (_what, blocks: ForgedBlock[]) => {
    expect(touches(titled().doc, forgedUpdate(blocks)).gap).toBe(true);
  });

  it('reports no gap for a skipped range that the document holds', () => {
    const { doc } = titled();
    const held = Y.getState(doc.store, OWNER);
    const update = forgedUpdate([
      block(OWNER, 0, { skip: held }, { parent: 'notes', parentSub: 'x', content: { any: [1] } }),
    ]);
    expect(touches(doc, update)).toEqual({ roots: new Set(['notes']), gap: false, empty: false });
  });

  it('refuses parents nested 100,000 deep', () => {
    const structs: ForgedStruct[] = [{ parent: 'drawings', parentSub: 'deep', content: { type: 'map' } }];
    for (let clock = 0; clock < 100_000; clock++) {
      structs.push({ parent: { client: ATTACKER, clock }, parentSub: 'x', content: { type: 'map' } });
    }
    expect(() => touches(boardDoc(OWNER), forgedUpdate([block(ATTACKER, 0, ...structs)]))).toThrow('too deep');
  });

  it.each(['origin', 'rightOrigin'] as const)(
    'judges a chain of 50,000 items linked by their %s without walking back for each',
    (side) => {
      const first: ForgedStruct = { parent: 'notes', content: { any: [0] } };
      const others = Array.from({ length: 50_000 }, (_, clock) => ({
        [side]: { client: ATTACKER, clock },
        content: { binary: [1] },
      }));
      const update = forgedUpdate([block(ATTACKER, 0, first, ...others)]);
      // Walking back from each would take minutes.
      expect(touches(boardDoc(OWNER), update).roots).toEqual(new Set(['notes']));
    },
  );

  it('returns every root in which one range deletes', () => {
    const { doc } = titled();
    root(doc, 'notes').set('n', 1);
    root(doc, 'items').set('a', 1);
    const update = forgedUpdate([], [{ client: OWNER, ranges: [[0, Y.getState(doc.store, OWNER)]] }]);
    expect([...touches(doc, update).roots].sort()).toEqual(['items', 'meta', 'notes']);
  });

  it('refuses an empty deleted range, even next to another range', () => {
    const { doc } = titled();
    const end = Y.getState(doc.store, OWNER);
    const update = forgedUpdate(
      [],
      [
        {
          client: OWNER,
          ranges: [
            [0, end],
            [end, 0],
          ],
        },
      ],
    );
    expect(() => Y.applyUpdate(cloneOf(doc), update)).toThrow();
    expect(() => touches(doc, update)).toThrow('without length');
    expect(() => checkUpdate(update)).toThrow('without length');
  });

  it('refuses overlapping deleted ranges, and reports a gap for a range beyond the document', () => {
    const { doc } = titled();
    const end = Y.getState(doc.store, OWNER);
    const twice = [
      {
        client: OWNER,
        ranges: [
          [0, end],
          [0, end],
        ] as const,
      },
    ];
    expect(() => touches(doc, forgedUpdate([], twice))).toThrow('overlap');
    expect(touches(doc, forgedUpdate([], [{ client: OWNER, ranges: [[0, end + 1]] }])).gap).toBe(true);
  });

  it('accepts a value that a member with undo has replaced several times offline', () => {
    const { doc } = titled();
    const member = cloneOf(doc);
    const undo = new Y.UndoManager(root(member, 'meta'), { captureTimeout: 0 });
    for (const title of ['a', 'b', 'c']) root(member, 'meta').set('title', title);
    const update = Y.encodeStateAsUpdate(member, Y.encodeStateVector(doc));
    undo.destroy();
    // Yjs writes the two replaced values as one deleted item.
    expect(Y.decodeUpdate(update).structs.map(({ length }) => length)).toEqual([2, 1]);
    expect(touches(doc, update)).toEqual({ roots: new Set(['meta']), gap: false, empty: false });
  });

  it('accepts a living item of two values under a key, and refuses everything that splits it', () => {
    const { doc } = titled();
    const value = { parent: 'notes', parentSub: 'x', content: { any: [1, 2] } };
    const take = (blocks: ForgedBlock[], ranges: (readonly [number, number])[] = []) => {
      const update = forgedUpdate(blocks, ranges.length === 0 ? [] : [{ client: ATTACKER, ranges }]);
      const known = new KnownStructs();
      known.catchUp(doc, doc.store.clients.keys());
      return { sure: glance(known, update).sure, touched: () => touches(doc, update).roots };
    };
    const after = block(ATTACKER + 1, 0, { origin: { client: ATTACKER, clock: 0 }, content: { any: [3] } });
    const both = take([block(ATTACKER, 0, value), after]);
    expect(both.touched).toThrow('cut in two');
    expect(take([block(ATTACKER, 0, value), after], [[0, 2]]).touched()).toEqual(new Set(['notes']));
    expect(take([block(ATTACKER, 0, value)], [[0, 1]]).touched).toThrow('cut in two');

    expect(take([block(ATTACKER, 0, value)]).touched()).toEqual(new Set(['notes']));
    Y.applyUpdate(doc, forgedUpdate([block(ATTACKER, 0, value)]));
    for (const cut of [take([after]), take([], [[0, 1]]), take([], [[1, 1]])]) {
      expect(cut.touched).toThrow('cut in two');
      expect(cut.sure).toBe(false);
    }
    expect(take([], [[0, 2]]).touched()).toEqual(new Set(['notes']));
    expect(
      take(
        [after],
        [
          [0, 1],
          [1, 1],
        ],
      ).touched(),
    ).toEqual(new Set(['notes']));
  });

  it.each([
    [
      'the rest of an item whose held part was garbage-collected, next to a living one',
      (_at: ForgedId) => [block(ATTACKER, 0, { gc: 1 })],
      (at: ForgedId) => [block(ATTACKER, 0, { origin: at, content: { any: [1, 2] } })],
    ],
    [
      'the rest of an item, under another parent than its held part',
      (_at: ForgedId) => [block(ATTACKER, 0, { parent: 'notes', parentSub: 'x', content: { any: [1] } })],
      (at: ForgedId) => [block(ATTACKER, 0, { origin: at, content: { any: [1, 2] } })],
    ],
    [
      'an item before a value under a key',
      (_at: ForgedId) => [],
      (at: ForgedId) => [block(ATTACKER, 0, { rightOrigin: at, content: { any: [1] } })],
    ],
  ])('refuses %s', (_what, first: (at: ForgedId) => readonly ForgedBlock[], then: (at: ForgedId) => ForgedBlock[]) => {
    const { doc, title } = titled();
    Y.applyUpdate(doc, forgedUpdate(first(title)));
    const update = forgedUpdate(then(title));
    expect(() => touches(doc, update)).toThrow('not neighbours');
    const known = new KnownStructs();
    known.catchUp(doc, doc.store.clients.keys());
    expect(glance(known, update).sure).toBe(false);
  });

  it('throws on bytes that are not an update', () => {
    expect(() => touches(boardDoc(OWNER), new Uint8Array([3, 200, 1]))).toThrow();
  });

  it('reports an update as empty if the document has everything in it', () => {
    const { doc } = titled();
    addNote(doc, { id: 'n' as NoteId, text: 'a', regionId: null, author: '', createdAt: 1 });
    noteFragment(doc, 'n' as NoteId)?.delete(0, 1);
    expect(touches(doc, Y.encodeStateAsUpdate(doc))).toEqual({ roots: new Set(), gap: false, empty: true });
  });
});

type Seen = Record<
  | 'checked'
  | 'sure'
  | 'gaps'
  | 'merged'
  | 'deletes'
  | 'undone'
  | 'empty'
  | 'several'
  | 'collected'
  | 'resent'
  | 'overlapping',
  number
>;

/** Three members edit. Each update, some merged and some too early, is judged by the others before it is applied. */
function honestRound(random: Random, seen: Seen): void {
  const members = [0, 1, 2].map((i) => new Member(boardDoc(i + 1), i, random));
  const undos = members.map(({ doc }) => {
    const scope = ['notes', 'drawings', 'items'] as const;
    return new Y.UndoManager([...scope.map((name) => root(doc, name)), placesRoot(doc)], {
      trackedOrigins: new Set<unknown>([Member]),
      captureTimeout: 0,
    });
  });
  const waiting: Uint8Array[][][] = members.map(() => members.map(() => []));
  for (const [i, { doc }] of members.entries()) {
    doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) for (const [j, row] of waiting.entries()) if (j !== i) row[i]?.push(update);
    });
  }
  for (let step = 0; step < 60; step++) {
    const i = random.below(members.length);
    const undone = random.chance(0.1) && undos[i]?.undo();
    if (undone) seen.undone++;
    else members[i]?.edit();
    for (let j = 0; j < members.length; j++) {
      const doc = members[j]?.doc;
      const queue = random.maybe(waiting[j]?.filter((one) => one.length > 0) ?? []);
      if (doc === undefined || queue === undefined || random.chance(0.3)) continue;
      if (queue.length > 1) {
        // Out of order, so it is judged and applied on a clone: here it would stay pending.
        const clone = cloneOf(doc);
        const early = random.chance(0.5)
          ? queue.at(-1)
          : Y.mergeUpdates(queue.filter((_, at) => at !== 0 || random.chance(0.2)));
        if (early !== undefined) check(clone, early, seen);
      }
      const count = random.chance(0.4) ? 1 + random.below(queue.length) : 1;
      const taken = queue.splice(0, count);
      const update = taken.length === 1 && taken[0] ? taken[0] : Y.mergeUpdates(taken);
      if (count > 1) seen.merged++;
      check(cloneOf(doc), update, seen);
      if (touches(doc, update).gap) queue.unshift(update);
      else {
        Y.applyUpdate(doc, update);
        if (random.chance(0.1)) check(doc, update, seen);
      }
    }
  }
  for (const { doc } of members) {
    for (const other of members) {
      if (other.doc === doc) continue;
      resend(doc, other.doc, random, seen);
    }
  }
  for (const undo of undos) undo.destroy();
}

/** A returning member sends what another lacks, and also structs, or parts of structs, that the other already holds. */
function resend(from: Y.Doc, to: Y.Doc, random: Random, seen: Seen): void {
  const since = Y.decodeStateVector(Y.encodeStateVector(to));
  for (const [client, clock] of since) {
    if (random.chance(0.5)) continue;
    since.set(client, Math.max(0, clock - random.below(6)));
    seen.overlapping++;
  }
  check(cloneOf(to), Y.encodeStateAsUpdate(from, Y.encodeStateVector(since)), seen);
  seen.resent++;
}

function check(doc: Y.Doc, update: Uint8Array, seen: Seen): void {
  const found = touches(doc, update);
  if (glanceAgrees(doc, update, found)) seen.sure++;
  const did = whatHappens(doc, update);
  seen.checked++;
  expect(found.gap).toBe(did.pending);
  for (const name of did.reported) expect(found.roots).toContain(name);
  if (found.gap) {
    seen.gaps++;
    for (const name of did.roots) expect(found.roots).toContain(name);
    return;
  }
  for (const name of did.roots) expect(found.roots).toContain(name);
  // Structs that Yjs integrates as garbage had a parent or neighbour that is gone: they have no effect anywhere.
  if (!did.collected) expect([...found.roots].sort()).toEqual([...did.roots].sort());
  else seen.collected++;
  expect(found.empty).toBe(did.structs === 0 && !did.deleted);
  if (did.deleted) seen.deletes++;
  if (found.empty) seen.empty++;
  if (found.roots.size > 1) seen.several++;
}

/** Applies an update and returns what Yjs itself reports that it changed. */
function whatHappens(doc: Y.Doc, update: Uint8Array) {
  const roots = new Set<string>();
  const reported = new Set<string>();
  let structs = 0;
  let deleted = false;
  let collected = false;
  const add = (item: Y.Item | Y.GC, to: Set<string>) => {
    if (item instanceof Y.Item) to.add(rootName(item.parent as Y.AbstractType<unknown>));
  };
  const onEnd = (transaction: Y.Transaction) => {
    for (const type of transaction.changed.keys()) reported.add(rootName(type as Y.AbstractType<unknown>));
    for (const type of transaction.changedParentTypes.keys()) reported.add(rootName(type as Y.AbstractType<unknown>));
    for (const [client, list] of doc.store.clients) {
      const before = transaction.beforeState.get(client) ?? 0;
      for (const struct of list) {
        if (struct.id.clock < before) continue;
        structs++;
        if (struct instanceof Y.GC) collected = true;
        add(struct, roots);
      }
    }
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
      deleted = true;
      add(struct, roots);
    });
  };
  doc.on('afterTransaction', onEnd);
  Y.applyUpdate(doc, update);
  doc.off('afterTransaction', onEnd);
  const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  return { roots, reported, structs, deleted, collected, pending };
}

function block(client: number, clock: number, ...structs: ForgedStruct[]): ForgedBlock {
  return { client, clock, structs };
}

function boardDoc(clientID: number): Y.Doc {
  const doc = createBoardDoc();
  Y.applyUpdate(doc, seedUpdateOnce);
  doc.clientID = clientID;
  return doc;
}

function rootName(type: Y.AbstractType<unknown>): string {
  let at = type;
  while (at._item !== null) at = at._item.parent as Y.AbstractType<unknown>;
  return Y.findRootTypeKey(at);
}

const seedUpdateOnce = seedUpdate();
