import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { NoteId, RegionId } from '#board/ids';
import { renameBoard } from '#board/meta';
import { addNote, deleteNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { frameAwareness, frameUpdate } from '#protocol/frames';
import { LogUnavailable } from '../../sync-server/storage/board-log.ts';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const note = (doc: Y.Doc, id: string) =>
  addNote(doc, {
    id: id as NoteId,
    text: id,
    regionId: [...readBoard(doc).regions.keys()][0] as RegionId,
    author: '',
    createdAt: 1,
  });

async function join(
  url: string,
  boardId: string,
  token: string,
  ...rest: [Y.Doc?, { protocols?: string[]; origin?: string }?]
) {
  const client = new SyncClient(url, boardId, token, ...rest);
  onTestFinished(() => client.close());
  return client.until(() => client.synced || client.closed !== null);
}

test('counts durable sync messages in message 4, including an empty step 2', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const a = await join(url, board.id, board.participant);
  await a.until(() => a.saved === 1);
  note(a.doc, 'n1');
  note(a.doc, 'n2');
  await a.until(() => a.saved === 3);
  expect(a.sent).toBe(3);
});

test('delivers a note to others but not to its writer', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const [a, b] = [await join(url, board.id, board.participant), await join(url, board.id, board.viewer)];
  await a.until(() => a.saved === 1);
  const before = a.received.length;
  note(a.doc, 'n1');
  await b.until(() => root(b.doc, 'notes').has('n1'));
  await a.until(() => a.saved === 2);
  expect(a.received.length - before).toBe(1);
});

test('I1 delivers and acknowledges nothing while the disk is full, and goes on once it has room', async () => {
  let full = false;
  const { url } = await serverInProcess({
    wrapLog: (log) => ({
      load: (id) => log.load(id),
      append: (id, entry) => (full ? Promise.reject(new LogUnavailable('full')) : log.append(id, entry)),
      checkpoint: (id, entry) => log.checkpoint(id, entry),
      delete: (id) => log.delete(id),
      ping: () => (full ? Promise.reject(new LogUnavailable('full')) : log.ping()),
      close: () => log.close(),
    }),
  });
  const board = await createBoard(url);
  const [a, b] = [await join(url, board.id, board.participant), await join(url, board.id, board.participant)];
  full = true;
  note(a.doc, 'unsaved');
  await a.until(() => a.closed !== null);
  await b.until(() => b.closed !== null);
  expect([a.closed, b.closed]).toEqual([1013, 1013]);
  expect(root(b.doc, 'notes').has('unsaved')).toBe(false);
  const { regionId } = { regionId: [...readBoard(b.doc).regions.keys()][0] };
  const refused = await call(`${url}/api/boards/${board.id}/notes`, board.participant, 'POST', { regionId, text: 'x' });
  expect([refused.status, (await refused.json()).code]).toEqual([503, 'storage-unavailable']);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  full = false;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const back = await join(url, board.id, board.participant, a.doc);
  await back.until(() => back.saved === back.sent);
  const c = await join(url, board.id, board.viewer);
  expect(root(c.doc, 'notes').has('unsaved')).toBe(true);
});

test('I5 closes a viewer who writes with 4403, and keeps the edit out of the board', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const a = await join(url, board.id, board.participant);
  const v = await join(url, board.id, board.viewer);
  note(v.doc, 'forbidden');
  await v.until(() => v.closed !== null);
  expect(v.closed).toBe(4403);
  note(a.doc, 'allowed');
  await a.until(() => a.saved === 2);
  expect(root((await join(url, board.id, board.viewer)).doc, 'notes').has('forbidden')).toBe(false);
});

test('I5 closes a participant who renames the board with 4403', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const p = await join(url, board.id, board.participant);
  renameBoard(p.doc, 'Mine');
  await p.until(() => p.closed !== null);
  expect(p.closed).toBe(4403);
  const f = await join(url, board.id, board.facilitator);
  renameBoard(f.doc, 'Ours');
  await f.until(() => f.saved === 2);
  expect((await (await call(`${url}/api/boards/${board.id}`, board.viewer)).json()).title).toBe('Ours');
});

test('admits returning viewers and participants whose step 2 repeats the facilitator’s deletions', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const f = await join(url, board.id, board.facilitator);
  renameBoard(f.doc, 'Once');
  renameBoard(f.doc, 'Twice');
  note(f.doc, 'n1');
  deleteNote(f.doc, 'n1' as NoteId, 5);
  await f.until(() => f.saved === f.sent);
  for (const token of [board.viewer, board.participant]) {
    const first = await join(url, board.id, token);
    await first.close();
    const again = await join(url, board.id, token, first.doc);
    await again.until(() => again.saved === 1 || again.closed !== null);
    expect(again.closed).toBeNull();
  }
});

test('does not apply an update that builds on something missing, and saves it with the step 2 that follows', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const a = await join(url, board.id, board.participant);
  await a.until(() => a.saved === 1);
  const updates: Uint8Array[] = [];
  const offline = new Y.Doc();
  Y.applyUpdate(offline, Y.encodeStateAsUpdate(a.doc));
  offline.on('update', (update: Uint8Array) => updates.push(update));
  note(offline, 'first');
  note(offline, 'second');
  const b = await join(url, board.id, board.participant, offline);
  await b.until(() => b.saved === b.sent);
  // An update whose predecessor the server has never received.
  const c = new SyncClient(url, board.id, board.participant);
  onTestFinished(() => c.close());
  await c.until(() => c.saved === 1);
  const hidden = new Y.Doc();
  Y.applyUpdate(hidden, Y.encodeStateAsUpdate(c.doc));
  note(hidden, 'forerunner');
  const vector = Y.encodeStateVector(hidden);
  note(hidden, 'follower');
  const follower = Y.encodeStateAsUpdate(hidden, vector);
  Y.applyUpdate(c.doc, Y.encodeStateAsUpdate(hidden), c);
  c.sent += 1;
  c.send(frameUpdate(follower));
  await c.until(() => c.saved === c.sent && c.sent === 3);
  const reader = await join(url, board.id, board.viewer);
  expect([...root(reader.doc, 'notes').keys()]).toEqual(
    expect.arrayContaining(['first', 'second', 'forerunner', 'follower']),
  );
});

test.each([
  ['a text message', 'hello', 4400],
  ['an unknown message', new Uint8Array([9]), 4400],
  ['a frame shorter than it says', new Uint8Array([0, 2, 200, 1]), 4400],
  ['bytes that are not an update', frameUpdate(new Uint8Array([255, 255, 255])), 4400],
  ['awareness that is not JSON', frameAwareness(new Uint8Array([1, 1, 1, 1, 123])), 4400],
  ['a message over its limit', new Uint8Array(20_000), 4413],
  ['presence over its limit', frameAwareness(new Uint8Array([1, 1, 1, ...presence('x'.repeat(5000))])), 4413],
])('closes only the sender of %s', async (_name, bytes, code) => {
  const { url } = await serverInProcess({ env: { LIMIT_FRAME_BYTES: '10000' } });
  const board = await createBoard(url);
  const a = await join(url, board.id, board.participant);
  const bystander = await join(url, board.id, board.participant);
  a.send(bytes);
  await a.until(() => a.closed !== null);
  expect(a.closed).toBe(code);
  note(bystander.doc, 'n1');
  await bystander.until(() => bystander.saved === 2);
});

test('closes a flooding sender with 1013', async () => {
  const { url } = await serverInProcess({ env: { LIMIT_MESSAGES_PER_SECOND: '1', LIMIT_MESSAGE_BURST: '20' } });
  const board = await createBoard(url);
  const a = await join(url, board.id, board.participant);
  for (let i = 0; i < 30; i++) a.send(frameAwareness(new Uint8Array([0])));
  await a.until(() => a.closed !== null);
  expect(a.closed).toBe(1013);
});

test('closes with a code of its own for no such board, wrong token, foreign origin and wrong protocol version', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const code = async (id: string, token: string, options: { protocols?: string[]; origin?: string } = {}) =>
    (await join(url, id, token, undefined, options)).closed;
  expect(await code('x'.repeat(22), board.viewer)).toBe(4401);
  expect(await code(board.id, 'x'.repeat(22))).toBe(4401);
  expect(await code(board.id, '', { protocols: ['veivalg.1'] })).toBe(4401);
  expect(await code(board.id, board.viewer, { origin: 'https://evil.example' })).toBe(4403);
  expect(await code(board.id, board.viewer, { origin: url })).toBeNull();
  expect(await code(board.id, board.viewer, { protocols: ['veivalg.99', board.viewer] })).toBe(4426);
});

test('serves the unmodified provider of y-websocket 3', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const docs = [new Y.Doc(), new Y.Doc()];
  const providers = docs.map((doc) => {
    const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/sync`, board.id, doc, {
      protocols: ['veivalg.1', board.participant],
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    onTestFinished(() => provider.destroy());
    return provider;
  });
  await Promise.all(providers.map((provider) => provider.synced || new Promise((done) => provider.once('sync', done))));
  const [a, b] = docs as [Y.Doc, Y.Doc];
  const [pa, pb] = providers as [WebsocketProvider, WebsocketProvider];
  const both = new Promise<void>((done) => {
    const look = () => {
      if (root(a, 'notes').has('from-b') && root(b, 'notes').has('from-a')) done();
    };
    a.on('update', look);
    b.on('update', look);
  });
  note(a, 'from-a');
  note(b, 'from-b');
  await both;
  expect(readBoard(a).notes.size).toBe(readBoard(b).notes.size);
  const named = new Promise<void>((done) => {
    pb.awareness.on('change', () => {
      if (pb.awareness.getStates().get(a.clientID)?.user?.name === 'Kari') done();
    });
  });
  pa.awareness.setLocalStateField('user', { name: 'Kari', color: '#112233' });
  await named;
  const gone = new Promise<void>((done) => {
    pb.awareness.on('change', ({ removed }: { removed: number[] }) => {
      if (removed.includes(a.clientID)) done();
    });
  });
  pa.ws?.close();
  pa.disconnect();
  await gone;
});

function presence(name: string): number[] {
  const text = JSON.stringify({ name });
  return [(text.length & 127) | 128, text.length >> 7, ...Buffer.from(text)];
}
