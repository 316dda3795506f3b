/** What would break an unmodified client is removed again, in the same commit (rows 40, 41). */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';
import { propertiesOf, root } from '#board/records';
import { recordCount } from '#board/rules/record-count';
import { plainText } from '#board/text';
import { createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

async function meet(env: Record<string, string> = {}) {
  const server = await serverInProcess({ env });
  const board = await createBoard(server.url);
  const [offender, other] = [0, 1].map(() => new SyncClient(server.url, board.id, board.participant));
  if (offender === undefined || other === undefined) throw new Error('no clients');
  await Promise.all([offender, other].map((one) => one.until(() => one.synced)));
  const newcomer = async () => {
    const one = new SyncClient(server.url, board.id, board.viewer);
    return one.until(() => one.synced);
  };
  return { board, url: server.url, offender, other, newcomer };
}

function add(doc: Y.Doc, id: string, text = 'x'): void {
  addNote(doc, { id: id as NoteId, text, regionId: null, author: '', createdAt: 0 });
}

const shape = (x: unknown) =>
  new Y.Map(
    Object.entries({ typeName: 'shape', type: 'geo', pos: [x, 0], rotation: 0, index: 'a1', parentId: 'page:page' }),
  );

test.each([Number.NaN, 1e308, Number.POSITIVE_INFINITY])(
  'removes a drawing at x = %d for everybody and closes its author with 4400',
  async (x) => {
    const { offender, other, newcomer } = await meet();
    root(other.doc, 'notes').set('bystander', new Y.Map([['author', 'x']]));
    root(offender.doc, 'drawings').set('shape:bad', shape(x));
    await offender.until(() => offender.closed !== null);
    expect(offender.closed).toBe(4400);
    await other.until(() => other.saved === other.sent);
    const late = await newcomer();
    expect(root(late.doc, 'drawings').has('shape:bad')).toBe(false);
    expect(root(late.doc, 'notes').has('bystander')).toBe(true);
    await other.until(() => !root(other.doc, 'drawings').has('shape:bad'));
    expect(other.closed).toBeNull();
  },
);

test('trims a note that grows past its limit in many updates that are applied as one batch', async () => {
  const { offender, other, newcomer } = await meet({ LIMIT_NOTE_CHARACTERS: '500' });
  addNote(offender.doc, { id: 'long' as NoteId, text: '', regionId: null, author: '', createdAt: 0 });
  const line = new Y.XmlText();
  noteFragment(offender.doc, 'long' as NoteId)?.insert(0, [line]);
  for (let i = 0; i < 700; i++) {
    line.insert(line.length, 'x');
  }
  await offender.until(() => offender.closed !== null || offender.saved === offender.sent);
  const late = await newcomer();
  expect(plainText(noteFragment(late.doc, 'long' as NoteId)).length).toBeLessThanOrEqual(500);
  expect(other.closed).toBeNull();
});

test('refuses records over the limit before they are acknowledged, and never takes one away afterwards', async () => {
  const { offender, other, newcomer } = await meet({ LIMIT_RECORDS_PER_BOARD: '60' });
  const erased: string[] = [];
  root(other.doc, 'notes').observe(({ changes }) => {
    for (const [id, { action }] of changes.keys) if (action === 'delete') erased.push(id);
  });
  const before = root(offender.doc, 'notes').size;
  for (let i = 0; i < 100 && offender.closed === null; i++) {
    const wanted = offender.sent + 1;
    add(offender.doc, `n${i}`);
    await offender.until(() => offender.closed !== null || offender.saved === wanted);
  }
  expect(offender.closed).toBe(4413);
  const acknowledged = before + offender.saved - 1; // one of them is the answer to the server's step 1
  const late = await newcomer();
  expect(recordCount(late.doc)).toBe(60);
  expect(root(late.doc, 'notes').size).toBe(acknowledged);
  // Its author still has all of them.
  expect(root(offender.doc, 'notes').size).toBe(acknowledged + 1);
  await other.until(() => root(other.doc, 'notes').size === acknowledged);
  expect(erased).toEqual([]);
  expect(other.closed).toBeNull();
});

test('a full board takes a record in place of another, and letters', async () => {
  const { offender: member, newcomer } = await meet({ LIMIT_RECORDS_PER_BOARD: '60' });
  const room = 60 - recordCount(member.doc);
  member.doc.transact(() => {
    for (let i = 0; i < room; i++) add(member.doc, `n${i}`);
  });
  const links = root(member.doc, 'links');
  member.doc.transact(() => {
    root(member.doc, 'notes').delete('n0');
    links.set('l0', new Y.Map([['from', 'n1']]));
  });
  for (const letter of 'full') noteFragment(member.doc, 'n1' as NoteId)?.insert(0, [new Y.XmlText(letter)]);
  links.delete('l0');
  links.set('l0', new Y.Map([['from', 'n2']]));
  await member.until(() => member.closed !== null || member.saved === member.sent);
  expect(member.closed).toBeNull();
  const late = await newcomer();
  expect(recordCount(late.doc)).toBe(60);
  expect(propertiesOf(late.doc, 'links', 'l0')?.get('from')).toBe('n2');
});

test('takes a whole day offline that puts and erases more than fits at once, if it fits in the end', async () => {
  const { board, other, url } = await meet({ LIMIT_RECORDS_PER_BOARD: '60' });
  const doc = createBoardDoc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other.doc));
  for (let i = 0; i < 200; i++) {
    add(doc, `n${i}`);
    if (i > 5) root(doc, 'notes').delete(`n${i}`);
  }
  const returning = new SyncClient(url, board.id, board.participant, doc);
  await returning.until(() => returning.closed !== null || returning.saved === 1);
  expect(returning.closed).toBeNull();
  await other.until(() => root(other.doc, 'notes').has('n5'));
  expect(root(other.doc, 'notes').has('n6')).toBe(false);
});

test('refuses a long text that would pass a note’s limit, and cuts nothing', async () => {
  const { offender, other, newcomer } = await meet({ LIMIT_NOTE_CHARACTERS: '2000' });
  add(offender.doc, 'n', 'x'.repeat(1500));
  await other.until(() => noteFragment(other.doc, 'n' as NoteId) !== null);
  const line = noteFragment(offender.doc, 'n' as NoteId)?.get(0) as Y.XmlElement;
  (line.get(0) as Y.XmlText).insert(0, 'y'.repeat(1400));
  await offender.until(() => offender.closed !== null || offender.saved === offender.sent);
  expect(offender.closed).toBe(4413);
  const late = await newcomer();
  expect(plainText(noteFragment(late.doc, 'n' as NoteId))).toBe('x'.repeat(1500));
  expect(plainText(noteFragment(offender.doc, 'n' as NoteId))).toHaveLength(2900);
  expect(other.closed).toBeNull();
});
