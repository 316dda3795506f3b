import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { changeRecord, propertiesOf, putProperties, root } from '#board/records';
import { defaultLimits } from '#protocol/limits';
import { BoardDocument } from '../../sync-server/rooms/board-document.ts';
import { partsOf } from '../../sync-server/update-guard/parts/update-parts.ts';
import { createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const LONG = defaultLimits().noteCharacters - 1_000;

test('a large message is taken while other boards are served', async () => {
  const server = await serverInProcess();
  const [large, other] = [await createBoard(server.url), await createBoard(server.url)];
  const writer = new SyncClient(server.url, large.id, large.participant);
  const reader = new SyncClient(server.url, large.id, large.participant);
  const quiet = new SyncClient(server.url, other.id, other.participant);
  for (const client of [writer, reader, quiet]) await client.until(() => client.synced);
  putNotes(writer.doc, 8_000);
  const { sent } = writer;
  let served = 0;
  while (writer.saved < sent && writer.closed === null) {
    const before = quiet.sent;
    putProperties(quiet.doc, 'notes', `q${served}`, { author: 'Kari' });
    await quiet.until(() => quiet.saved > before);
    served += 1;
  }
  expect(writer.closed).toBeNull();
  // In one piece, it would answer the other board twice: before and after it.
  expect(served).toBeGreaterThan(4);
  await reader.until(() => root(reader.doc, 'notes').size >= 8_000);
  // What a session sends after it is taken after it.
  changeRecord(writer.doc, 'notes', 'n7999', { author: 'Ola' });
  await reader.until(() => propertiesOf(reader.doc, 'notes', 'n7999')?.get('author') === 'Ola');
  for (const client of [writer, reader, quiet]) await client.close();
}, 60_000);

test('a member who leaves in the middle of one can send it again', async () => {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const doc = createBoardDoc();
  const first = new SyncClient(server.url, board.id, board.participant, doc);
  await first.until(() => first.synced);
  const reader = new SyncClient(server.url, board.id, board.participant);
  await reader.until(() => reader.synced);
  putNotes(doc, 4_000);
  await reader.until(() => root(reader.doc, 'notes').size > 100);
  await first.close();
  const second = new SyncClient(server.url, board.id, board.participant, doc);
  await reader.until(() => root(reader.doc, 'notes').size >= 4_000);
  await second.close();
  await reader.close();
}, 60_000);

test('a long text that is replaced in the midst of other changes is not cut', () => {
  const { document, member } = boardWith((doc) => putText(doc, 'a'.repeat(LONG)));
  const faults = takeInParts(document, member, (doc) => {
    putNotes(doc, 1_000);
    textOf(doc).insert(0, 'b'.repeat(LONG));
    putNotes(doc, 1_000, 'later');
    textOf(doc).delete(LONG, LONG);
  });
  expect(faults).toEqual([]);
  expect(textOf(document.doc).toString()).toBe('b'.repeat(LONG));
  expect(document.doc.toJSON()).toEqual(member.toJSON());
});

test('of what breaks the rules after its last part, everything is found', () => {
  const { document, member } = boardWith((doc) => putText(doc, 'a'));
  const faults = takeInParts(document, member, (doc) => {
    putNotes(doc, 1_000);
    textOf(doc).insert(0, 'b'.repeat(LONG + 2_000));
    root(doc, 'meta').set('schemaVersion', 99);
    putNotes(doc, 1_000, 'later');
  });
  expect(faults.sort()).toEqual(['forbidden-key', 'text-too-long']);
});

test('what it deletes is freed at its end', () => {
  const { document, member } = boardWith((doc) => putNotes(doc, 3_000));
  takeInParts(document, member, (doc) => {
    for (const id of [...root(doc, 'notes').keys()]) root(doc, 'notes').delete(id);
  });
  expect(document.doc.gc).toBe(true);
  expect(Y.encodeStateAsUpdate(document.doc).length).toBeLessThanOrEqual(Y.encodeStateAsUpdate(member).length);
});

function boardWith(make: (doc: Y.Doc) => void): { document: BoardDocument; member: Y.Doc } {
  const member = createBoardDoc();
  member.transact(() => make(member));
  const held = createBoardDoc();
  Y.applyUpdate(held, Y.encodeStateAsUpdate(member));
  return { document: new BoardDocument(held, defaultLimits(), () => undefined), member };
}

/** Makes one update and applies it as a room does with a large one. Returns why it breaks the rules. */
function takeInParts(document: BoardDocument, member: Y.Doc, edit: (doc: Y.Doc) => void): string[] {
  const before = Y.encodeStateVector(member);
  member.transact(() => edit(member));
  const update = Y.encodeStateAsUpdate(member, before);
  const change = document.begin();
  let parts = 0;
  for (const part of partsOf(update, document.doc)) {
    if (part === null) continue;
    document.applyPart(part, document.glance(part));
    parts += 1;
  }
  expect(parts).toBeGreaterThan(2);
  const reasons = [...change.faults()].flat().map(({ reason }) => reason);
  for (const _ of document.end(change));
  return reasons;
}

function putNotes(doc: Y.Doc, count: number, prefix = 'n'): void {
  doc.transact(() => {
    for (let i = 0; i < count; i++) {
      const properties = Object.fromEntries(Array.from({ length: 8 }, (_, key) => [`prop:t.k${key}`, key]));
      putProperties(doc, 'notes', `${prefix}${i}`, { author: 'Kari', ...properties });
    }
  });
}

function putText(doc: Y.Doc, letters: string): void {
  const text = new Y.XmlFragment();
  const line = new Y.XmlElement('paragraph');
  line.insert(0, [new Y.XmlText(letters)]);
  text.insert(0, [line]);
  putProperties(doc, 'notes', 'long', { text });
}

function textOf(doc: Y.Doc): Y.XmlText {
  const text = propertiesOf(doc, 'notes', 'long')?.get('text') as Y.XmlFragment;
  return (text.get(0) as Y.XmlElement).get(0) as Y.XmlText;
}
