/**
 * Models five members who edit the same board, exchange their edits at random, and undo and redo at random. Asserts
 * that undo and redo change only the member's own edits: no letter, property or thing that somebody else wrote and that
 * could be read before is gone afterwards, and all get the same board (reliability row 44).
 */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ROOTS } from '#board/board-doc';
import { readBoard } from '#board/reading/read-board';
import { UndoStack } from '../../client/sync/undo.ts';
import { memberDoc, plain, sync, texts } from '../board/helpers.ts';
import { Member, memberOf, membersLetters } from '../board/random-edits.ts';
import { rounds } from '../helpers/rounds.ts';
import { forEachSeed, type Random } from '../helpers/seeds.ts';

const SEEDS = rounds(100, 1000);
const USERS = 5;
const STEPS = 120;

interface User {
  readonly doc: Y.Doc;
  readonly member: Member;
  readonly undo: UndoStack;
}

test('undo takes back one’s own edits and nobody else’s', { timeout: 30_000 + SEEDS * 2_000 }, () => {
  const done = { edits: 0, undone: 0, redone: 0, exchanges: 0, changed: 0, othersThings: 0 };
  forEachSeed('undo', SEEDS, (random) => run(random, done));
  console.info(JSON.stringify({ seeds: SEEDS, ...done }));
  for (const count of [done.undone, done.changed, done.exchanges]) expect(count).toBeGreaterThan(SEEDS * 5);
  expect(done.redone).toBeGreaterThan(SEEDS / 2);
  expect(done.othersThings).toBeGreaterThan(SEEDS * 100);
});

function run(
  random: Random,
  done: Record<'edits' | 'undone' | 'redone' | 'exchanges' | 'changed' | 'othersThings', number>,
): void {
  const users = Array.from({ length: USERS }, (_, i): User => {
    const doc = memberDoc(100 + i);
    const member = new Member(doc, i, random, false);
    return { doc, member, undo: new UndoStack(doc, 'facilitator', member) };
  });
  for (let step = 0; step < STEPS; step++) {
    const user = random.pick(users);
    const what = random.next();
    if (what < 0.55) {
      if (random.chance(0.7)) user.undo.stop();
      user.member.edit();
      done.edits += 1;
    } else if (what < 0.75) {
      const other = random.pick(users);
      sync(user.doc, other.doc);
      done.exchanges += 1;
    } else takeBack(user, what < 0.92, done);
  }
  sync(...users.map(({ doc }) => doc));
  const [first] = users as [User, ...User[]];
  for (const { doc, undo } of users) {
    expect(plain(readBoard(doc))).toEqual(plain(readBoard(first.doc)));
    undo.destroy();
  }
}

function takeBack({ doc, undo }: User, back: boolean, done: Record<string, number>): void {
  const { canUndo, canRedo } = undo.read();
  if (back ? !canUndo : !canRedo) return;
  const before = { things: othersIn(doc), letters: lettersIn(doc), board: JSON.stringify(plain(readBoard(doc))) };
  if (back) undo.undo();
  else undo.redo();
  done[back ? 'undone' : 'redone'] = (done[back ? 'undone' : 'redone'] ?? 0) + 1;
  done.othersThings = (done.othersThings ?? 0) + before.things.size;
  if (JSON.stringify(plain(readBoard(doc))) !== before.board) done.changed = (done.changed ?? 0) + 1;
  const after = othersIn(doc);
  expect([...before.things].filter((thing) => !after.has(thing))).toEqual([]);
  if (!back) return; // redoing a member's own deletion may delete others' letters again
  const letters = lettersIn(doc);
  const own = doc.clientID - 100;
  expect([...before.letters].filter((letter) => memberOf(letter) !== own && !letters.has(letter))).toEqual([]);
}

/** The Yjs ids of everything by others that can be read: values, elements, single letters. */
function othersIn(doc: Y.Doc): Set<string> {
  const found = new Set<string>();
  const walk = (type: Pick<Y.AbstractType<never>, '_start' | '_map'>) => {
    for (const item of type._map.values()) take(item);
    for (let item = type._start; item !== null; item = item.right) take(item);
  };
  const take = (item: Y.Item) => {
    if (item.deleted) return;
    const { client, clock } = item.id;
    if (client !== doc.clientID) for (let i = 0; i < item.length; i++) found.add(`${client}:${clock + i}`);
    if (item.content instanceof Y.ContentType) walk(item.content.type);
  };
  for (const name of ROOTS) walk(doc.get(name) as unknown as Y.AbstractType<never>);
  return found;
}

/** The letters that members typed in all notes, deleted notes included. */
function lettersIn(doc: Y.Doc): Set<string> {
  return new Set(texts(doc).flatMap(membersLetters));
}
