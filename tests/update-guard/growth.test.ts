/** What an update would add to a board is known before it is applied. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, RECORD_ROOTS } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';
import { root } from '#board/records';
import { textLength } from '#board/rules/text-length';
import { replaceText } from '#board/text';
import { glance } from '../../sync-server/update-guard/glance.ts';
import { growthOf } from '../../sync-server/update-guard/growth.ts';
import { KnownStructs } from '../../sync-server/update-guard/known-structs.ts';
import { Member, seedUpdate } from '../board/random-edits.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { cloneOf, growthAgrees } from './judging.ts';

const ROUNDS = 30;

describe('growth of a board', () => {
  it('is never less than what happens, and exact for one who has seen everything', () => {
    const seed = announcedSeed('growth of a board');
    const seen = { checked: 0, grew: 0, shrank: 0, text: 0 };
    for (let round = 0; round < ROUNDS; round++) randomRound(new Random(seed + round), seen);
    console.info(JSON.stringify(seen));
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  }, 120_000);

  it.each([
    ['a new record', (doc: Y.Doc) => put(doc, 'new'), 1, 0],
    ['a record put in the place of another', (doc: Y.Doc) => put(doc, 'old'), 0, 0],
    ['a record that is erased', (doc: Y.Doc) => root(doc, 'links').delete('old'), 0, 1],
    ['a record put again where one was erased', (doc: Y.Doc) => put(doc, 'gone'), 1, 0],
    [
      'a record put and erased at once',
      (doc: Y.Doc) => {
        put(doc, 'new');
        root(doc, 'links').delete('new');
      },
      0,
      0,
    ],
    [
      'an erased and a new one',
      (doc: Y.Doc) => {
        root(doc, 'links').delete('old');
        put(doc, 'new');
      },
      1,
      1,
    ],
    [
      'a property of a record',
      (doc: Y.Doc) => (root(doc, 'links').get('old') as Y.Map<unknown>).set('from', 'b'),
      0,
      0,
    ],
    ['a property of the board', (doc: Y.Doc) => root(doc, 'meta').set('title', 'New'), 0, 0],
  ])('counts %s', (_name, change, added, erased) => {
    const doc = createBoardDoc();
    for (const id of ['old', 'gone']) put(doc, id);
    root(doc, 'links').delete('gone');
    const update = updateOf(doc, change);
    expect(growthAgrees(doc, update, glanced(doc, update))).toMatchObject({ added, erased });
  });

  it('counts letters and line breaks as the rule does', () => {
    const doc = createBoardDoc();
    addNote(doc, { id: 'n' as NoteId, text: 'one\ntwo', regionId: null, author: '', createdAt: 0 });
    for (const text of [
      'one\ntwo\nthree',
      'one\n2\n3\n4',
      'something else altogether',
      'one\n\n\ntwo',
      '😀 one\ntwo',
    ]) {
      const update = updateOf(doc, (copy) => replaceText(fragment(copy, 'n'), text));
      const after = cloneOf(doc);
      Y.applyUpdate(after, update);
      expect(growthOf(doc, update).longestText, text).toBe(textLength(fragment(after, 'n')));
    }
  });

  it('does not count what is written in a line that somebody else has deleted', () => {
    const doc = createBoardDoc();
    addNote(doc, { id: 'n' as NoteId, text: 'one\ntwo', regionId: null, author: '', createdAt: 0 });
    const update = updateOf(doc, (copy) => {
      const line = fragment(copy, 'n').get(1) as Y.XmlElement;
      (line.get(0) as Y.XmlText).insert(0, 'x'.repeat(100));
    });
    doc.gc = false;
    fragment(doc, 'n').delete(1, 1);
    expect(growthOf(doc, update).longestText).toBe(0);
  });
});

type Seen = Record<'checked' | 'grew' | 'shrank' | 'text', number>;

/** Three members edit and send; the server has every update measured before it applies it. */
function randomRound(random: Random, seen: Seen): void {
  const server = createBoardDoc();
  Y.applyUpdate(server, seedUpdate());
  const members = [0, 1, 2].map((i) => {
    const doc = cloneOf(server);
    doc.clientID = i + 1;
    return new Member(doc, i, random);
  });
  for (let step = 0; step < 60; step++) {
    const member = random.pick(members);
    for (let count = 1 + random.below(4); count > 0; count--) member.edit();
    if (random.chance(0.1)) root(member.doc, 'drawings').clear();
    const { doc } = member;
    const hasAll = random.chance(0.5);
    if (hasAll) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(doc)));
    else if (random.chance(0.5)) continue;
    measure(server, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)), hasAll, seen);
  }
}

function measure(server: Y.Doc, update: Uint8Array, isExact: boolean, seen: Seen): void {
  const { added, erased, longestText } = growthAgrees(server, update, glanced(server, update));
  const before = sizes(server);
  Y.applyUpdate(server, update);
  const after = sizes(server);
  const growth = after.records - before.records;
  const longest = Math.max(
    0,
    ...[...after.texts].filter(([id, length]) => length > (before.texts.get(id) ?? 0)).map(([, length]) => length),
  );
  expect(longestText).toBeGreaterThanOrEqual(longest);
  if (isExact) expect(added - erased).toBe(growth);
  seen.checked++;
  if (growth > 0) seen.grew++;
  if (growth < 0) seen.shrank++;
  if (longest > 0 && longestText === longest) seen.text++;
}

function sizes(doc: Y.Doc): { records: number; texts: Map<string, number> } {
  const records = RECORD_ROOTS.reduce((sum, name) => sum + root(doc, name).size, 0);
  const ids = [...root(doc, 'notes').keys()] as NoteId[];
  const texts = new Map(ids.map((id) => [id, textLength(noteFragment(doc, id) ?? new Y.XmlFragment())]));
  return { records, texts };
}

function put(doc: Y.Doc, id: string): void {
  root(doc, 'links').set(id, new Y.Map([['from', 'a']]));
}

function fragment(doc: Y.Doc, id: string): Y.XmlFragment {
  return noteFragment(doc, id as NoteId) as Y.XmlFragment;
}

/** What a member who has everything sends for a change. */
function updateOf(doc: Y.Doc, change: (copy: Y.Doc) => unknown): Uint8Array {
  const copy = cloneOf(doc);
  copy.transact(() => change(copy));
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc));
}

function glanced(doc: Y.Doc, update: Uint8Array) {
  const known = new KnownStructs();
  known.catchUp(doc, doc.store.clients.keys());
  return glance(known, update);
}
