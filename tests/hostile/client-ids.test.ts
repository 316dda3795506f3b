/**
 * Rows 36 and 37: a participant (`his`) sends structs under another member's Yjs client id (`hers`), while she is
 * connected and while she writes offline. None of them takes effect, and everything that she wrote arrives.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { frameStep1, frameStep2, frameUpdate } from '#protocol/frames';
import { LIMITS } from '#protocol/limits';
import { createBoard, serverInProcess, type TestBoard } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';
import { type ForgedStruct, forgedUpdate } from '../update-guard/forged-update.ts';

const EDITS = 100;
const KEY_OF_HERS = `member.${'h'.repeat(22)}`;
const KEY_OF_HIS = `member.${'x'.repeat(22)}`;

const FORGED: readonly [string, ForgedStruct][] = [
  ['a collected range', { gc: 40 }],
  ['a skipped range', { skip: 40 }],
  ['an item', { parent: 'notes', parentSub: 'forged', content: { any: [1] } }],
  ['a text of forty', { parent: 'notes', parentSub: 'forged', content: { text: 'x'.repeat(40) } }],
  ['deleted content', { parent: 'notes', parentSub: 'forged', content: { deleted: 40 } }],
];

const WAYS = [
  ['with a key', ['keyed']],
  ['without a key', []],
] as const;

describe.each(WAYS)('a member %s', (_way, [isKeyed]) => {
  const protocols = (board: TestBoard, key: string) =>
    isKeyed === undefined ? ['veivalg.1', board.participant] : ['veivalg.1', board.participant, key];

  test.each(FORGED)(
    'I5 keeps everything written offline although %s was forged under her id',
    async (_what, struct) => {
      const { server, board, hers, his } = await meet(protocols);
      const doc = hers.doc;
      await hers.close();
      write(doc, 'offline', EDITS);
      const forged = forgedUpdate([{ client: doc.clientID, clock: endOf(his.doc, doc.clientID), structs: [struct] }]);
      his.send(frameUpdate(forged));
      const bystander = await new SyncClient(server.url, board.id, board.participant).until(() => true);
      await bystander.until(() => bystander.synced);
      expect(root(bystander.doc, 'notes').has('forged')).toBe(false);
      expect(endOf(bystander.doc, doc.clientID)).toBe(endOf(his.doc, doc.clientID));

      const again = new SyncClient(server.url, board.id, '', doc, { protocols: protocols(board, KEY_OF_HERS) });
      await bystander.until(() => count(bystander.doc, 'offline') === EDITS);
      expect(again.closed).toBeNull();
      expect(root(bystander.doc, 'notes').has('forged')).toBe(false);
    },
  );

  test.each(FORGED)('I5 goes on writing while %s is forged under her id', async (_what, struct) => {
    const { hers, his, onlooker } = await meet(protocols);
    const clock = endOf(his.doc, hers.doc.clientID);
    his.send(frameUpdate(forgedUpdate([{ client: hers.doc.clientID, clock, structs: [struct] }])));
    his.send(frameStep2(forgedUpdate([{ client: hers.doc.clientID, clock, structs: [struct] }])));
    write(hers.doc, 'online', EDITS);
    await onlooker.until(() => count(onlooker.doc, 'online') === EDITS);
    expect(hers.closed).toBeNull();
    expect(root(onlooker.doc, 'notes').has('forged')).toBe(false);
  });

  test('reconnects with the same document and goes on writing', async () => {
    const { server, board, hers, onlooker } = await meet(protocols);
    await hers.close();
    const again = new SyncClient(server.url, board.id, '', hers.doc, { protocols: protocols(board, KEY_OF_HERS) });
    await again.until(() => again.synced);
    write(hers.doc, 'later', 5);
    await onlooker.until(() => count(onlooker.doc, 'later') === 5);
    await again.until(() => again.saved === again.sent);
    expect(again.closed).toBeNull();
  });
});

test('I5 remembers the owner of a client id after unloading and a checkpoint', async () => {
  const server = await serverInProcess({ env: { LIMIT_IDLE_ROOM_MS: '20', LIMIT_LOG_ENTRIES: '3' } });
  const board = await createBoard(server.url);
  const protocols = (key: string) => ['veivalg.1', board.participant, key];
  const hers = new SyncClient(server.url, board.id, '', createBoardDoc(), { protocols: protocols(KEY_OF_HERS) });
  await hers.until(() => hers.synced);
  write(hers.doc, 'first', 20);
  await hers.until(() => hers.saved === hers.sent);
  await hers.close();
  while (!(await roomsOpen(server.url)).includes('veivalg_rooms 0')) await wait(20);
  const his = new SyncClient(server.url, board.id, '', createBoardDoc(), { protocols: protocols(KEY_OF_HIS) });
  await his.until(() => his.synced);
  const clock = endOf(his.doc, hers.doc.clientID);
  his.send(frameUpdate(forgedUpdate([{ client: hers.doc.clientID, clock, structs: [{ gc: 3 }] }])));
  await his.until(() => his.closed !== null);
  expect(his.closed).toBe(4403);
  write(hers.doc, 'second', 20);
  const again = new SyncClient(server.url, board.id, '', hers.doc, { protocols: protocols(KEY_OF_HERS) });
  await again.until(() => again.synced && again.saved === again.sent);
  const reader = new SyncClient(server.url, board.id, board.viewer);
  await reader.until(() => reader.synced);
  expect(count(reader.doc, 'second')).toBe(20);
});

test('I2 neither stores nor passes on updates that build on something missing', async () => {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const onlooker = new SyncClient(server.url, board.id, board.viewer);
  const hostile = new SyncClient(server.url, board.id, board.participant);
  await Promise.all([onlooker.until(() => onlooker.synced), hostile.until(() => hostile.synced)]);
  const before = onlooker.received.length;
  for (let i = 0; i < 1000 && hostile.closed === null; i++) {
    const structs: ForgedStruct[] = [{ origin: { client: 99, clock: i }, content: { text: 'x' } }];
    hostile.send(frameUpdate(forgedUpdate([{ client: 1000 + i, clock: 7, structs }])));
  }
  await hostile.until(() => hostile.closed !== null);
  expect(hostile.closed).toBe(1013);
  const joiner = new SyncClient(server.url, board.id, board.viewer);
  await joiner.until(() => joiner.synced);
  expect(joiner.doc.store.pendingStructs).toBeNull();
  expect(onlooker.doc.store.pendingStructs).toBeNull();
  expect(onlooker.received.slice(before).filter((bytes) => bytes[0] === 0)).toEqual([]);
});

test('refuses a state vector with more client ids than any board has', async () => {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const hostile = new SyncClient(server.url, board.id, board.viewer);
  await hostile.until(() => hostile.synced);
  const ids = LIMITS.clientIdsPerBoard.value + 1;
  const vector = new Map(Array.from({ length: ids }, (_, i) => [i, 1]));
  hostile.send(frameStep1(Y.encodeStateVector(vector)));
  await hostile.until(() => hostile.closed !== null);
  expect(hostile.closed).toBe(4413);
});

/** Joins two members and an onlooker, and lets her write something. */
async function meet(protocols: (board: TestBoard, key: string) => string[]) {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const client = (key: string) =>
    new SyncClient(server.url, board.id, '', createBoardDoc(), { protocols: protocols(board, key) });
  const [hers, his] = [client(KEY_OF_HERS), client(KEY_OF_HIS)];
  const onlooker = new SyncClient(server.url, board.id, board.viewer);
  await Promise.all([hers, his, onlooker].map((one) => one.until(() => one.synced)));
  write(hers.doc, 'before', 3);
  await his.until(() => count(his.doc, 'before') === 3);
  return { server, board, hers, his, onlooker };
}

function write(doc: Y.Doc, prefix: string, times: number): void {
  for (let i = 0; i < times; i++) {
    addNote(doc, { id: `${prefix}-${i}` as NoteId, text: prefix, regionId: null, author: '', createdAt: 0 });
  }
}

function count(doc: Y.Doc, prefix: string): number {
  return [...root(doc, 'notes').keys()].filter((id) => id.startsWith(`${prefix}-`)).length;
}

function endOf(doc: Y.Doc, clientId: number): number {
  return Y.getState(doc.store, clientId);
}

async function roomsOpen(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}
