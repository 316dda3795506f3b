/** What would break an unmodified client is removed again, in the same commit (rows 40, 41). */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { NoteId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';
import { root } from '#board/records';
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
  return { board, offender, other, newcomer };
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

test('removes records over the limit, closes their author, and still opens the board', async () => {
  const { offender, other, newcomer } = await meet({ LIMIT_RECORDS_PER_BOARD: '60' });
  for (let i = 0; i < 100 && offender.closed === null; i++) {
    addNote(offender.doc, { id: `n${i}` as NoteId, text: 'x', regionId: null, author: '', createdAt: 0 });
  }
  addNote(offender.doc, { id: 'one-more' as NoteId, text: 'x', regionId: null, author: '', createdAt: 0 });
  await newcomer(); // asking for the document applies the waiting batch and repairs it
  addNote(offender.doc, { id: 'and-another' as NoteId, text: 'x', regionId: null, author: '', createdAt: 0 });
  await offender.until(() => offender.closed !== null);
  expect(offender.closed).toBe(4413);
  const late = await newcomer();
  expect(root(late.doc, 'notes').size).toBeLessThanOrEqual(60);
  expect(root(late.doc, 'notes').size).toBeGreaterThan(10);
  expect(other.closed).toBeNull();
});
