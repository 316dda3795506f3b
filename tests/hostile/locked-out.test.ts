/**
 * Issue 9, numbers 3 and 12: nobody is locked out by another's presence, by another's client ids, by the board's own
 * size, or by a restore; and what protects the members' offline edits from forging goes on after a restore.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { frameStep2, frameUpdate } from '#protocol/frames';
import { LIMITS } from '#protocol/limits';
import { restoreBackup } from '../../sync-server/storage/embedded/backup/restore-backup.ts';
import { writeBackup } from '../../sync-server/storage/embedded/backup/write-backup.ts';
import { BrowserMember, presenceOf } from '../helpers/browser-member.ts';
import { createBoard, serverInProcess, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';
import { type ForgedBlock, forgedUpdate } from '../update-guard/forged-update.ts';

const OFFLINE = 100;

describe('a plain client that was offline with 100 edits', () => {
  test.each(['participant', 'viewer'] as const)(
    'gets back in although a %s with a key has claimed its id by presence',
    async (role) => {
      const { server, board, docOf } = await plainClientAway();
      const stolen = keyed(server.url, board, 'thief', createBoardDoc(), board[role]);
      await stolen.until(() => stolen.synced);
      stolen.send(presenceOf(docOf.clientID, 50));
      await heard(stolen);
      await writesFor(server.url, board, docOf);
      expect(stolen.closed).toBeNull();
    },
  );

  test('gets back in with nothing unsaved, and the claimant cannot then write under its id', async () => {
    const { server, board, docOf } = await plainClientAway(0);
    const claimant = keyed(server.url, board, 'claimant', createBoardDoc());
    await claimant.until(() => claimant.synced);
    claimant.send(presenceOf(docOf.clientID, 50));
    await heard(claimant);
    const plain = new SyncClient(server.url, board.id, board.participant, docOf);
    plain.socket.on('open', () => plain.send(presenceOf(docOf.clientID, 51)));
    await plain.until(() => plain.synced);
    write(docOf, 'back');
    await plain.until(() => plain.saved === plain.sent || plain.closed !== null);
    expect(plain.closed).toBeNull();
    await claimant.until(() => root(claimant.doc, 'notes').has('back'));
    const clock = Y.getState(claimant.doc.store, docOf.clientID);
    claimant.send(frameUpdate(forgedUpdate([{ client: docOf.clientID, clock, structs: [{ gc: 5 }] }])));
    await claimant.until(() => claimant.closed !== null);
    expect(claimant.closed).toBe(4403);
  });
});

describe('client ids made up by one participant', () => {
  test('end at the limits of its connections and of its member', async () => {
    const env = { LIMIT_CLIENT_IDS_PER_CONNECTION: '100', LIMIT_CLIENT_IDS_PER_MEMBER: '250' };
    const server = await serverInProcess({ env });
    const board = await createBoard(server.url);
    let next = 1;
    const added: number[] = [];
    for (let visit = 0; visit < 4; visit++) {
      const one = keyed(server.url, board, 'maker', createBoardDoc());
      await one.until(() => one.synced);
      const before = one.doc.store.clients.size;
      for (let i = 0; i < 200 && one.closed === null; i++) {
        one.send(frameUpdate(forgedUpdate([blockOf(next++)])));
        if (i % 50 === 49) await heard(one);
      }
      await one.until(() => one.closed !== null);
      expect(one.closed).toBe(4413);
      const reader = await reading(server.url, board);
      added.push(reader.doc.store.clients.size - before);
    }
    expect(added).toEqual([100, 100, 50, 0]);
  });

  test('are refused when a step 2 brings 120,000 at once, and the facilitator returns', async () => {
    const server = await serverInProcess();
    const board = await createBoard(server.url);
    const facilitator = new BrowserMember('facilitator');
    await facilitator.enter(server.url, board, board.facilitator);
    const maker = keyed(server.url, board, 'maker', createBoardDoc());
    await maker.until(() => maker.synced);
    maker.send(frameStep2(forgedUpdate(Array.from({ length: 120_000 }, (_, i) => blockOf(i + 1)))));
    await maker.until(() => maker.closed !== null);
    expect(maker.closed).toBe(4413);
    await facilitator.client?.close();
    await facilitator.enter(server.url, board, board.facilitator);
    expect(facilitator.doc.store.clients.size).toBeLessThan(10);
  });
});

test('a board with 120,000 client ids lets its facilitator return', { timeout: 120_000 }, async () => {
  const env = { LIMIT_CLIENT_IDS_PER_CONNECTION: '200000', LIMIT_CLIENT_IDS_PER_MEMBER: '200000' };
  const server = await serverInProcess({ env });
  const board = await createBoard(server.url);
  const maker = new SyncClient(server.url, board.id, board.participant);
  await maker.until(() => maker.synced);
  const ids = Array.from({ length: 120_000 }, (_, i) => blockOf(2 ** 52 + i));
  maker.send(frameStep2(forgedUpdate(ids)));
  const facilitator = new BrowserMember('facilitator');
  await facilitator.enter(server.url, board, board.facilitator);
  await facilitator.client?.until(() => facilitator.doc.store.clients.size >= 120_000);
  await facilitator.client?.close();
  const start = performance.now();
  await facilitator.enter(server.url, board, board.facilitator);
  console.info(
    `state vector of ${Y.encodeStateVector(facilitator.doc).length} B: back in ${performance.now() - start} ms`,
  );
  facilitator.write('back');
  await facilitator.client?.until(() => facilitator.isIn);
});

test('the state vector of the largest board fits into a frame', () => {
  const longest = 8 + 5; // an id of 2^53 and a clock of 2^32
  expect(LIMITS.clientIdsPerBoard.value * longest).toBeLessThan(LIMITS.frameBytes.value);
});

describe('after a restore', () => {
  test('a member’s id is closed to others once the member has written again', async () => {
    const { url, board, members } = await restored();
    const [hers, his] = members as [BrowserMember, BrowserMember];
    await his.enter(url, board); // brings what she wrote after the backup
    await hers.enter(url, board);
    hers.write('hers-again');
    await his.client?.until(() => his.has('hers-again'));
    await hers.client?.close();
    hers.write('hers-offline');
    const forged = [{ client: hers.doc.clientID, clock: clockOf(his, hers), structs: [{ gc: 40 }] }];
    his.client?.send(frameStep2(forgedUpdate(forged)));
    await his.client?.until(() => his.client?.closed !== null);
    expect(his.client?.closed).toBe(4403);
    await hers.enter(url, board);
    expect(root((await reading(url, board)).doc, 'notes').has('hers-offline')).toBe(true);
  });

  test('an id that others brought is not taken from its author by another’s presence', async () => {
    const { url, board, members } = await restored();
    const [hers, his] = members as [BrowserMember, BrowserMember];
    await his.enter(url, board);
    const stolen = keyed(url, board, 'thief', createBoardDoc());
    await stolen.until(() => stolen.synced);
    stolen.send(presenceOf(hers.doc.clientID, 90));
    await heard(stolen);
    hers.write('hers-unsaved');
    await hers.enter(url, board);
    await his.client?.until(() => his.has('hers-unsaved'));
  });

  test('a viewer whose page holds more than the server stays in', async () => {
    const { url, board, viewerDoc } = await restored();
    const viewer = new SyncClient(url, board.id, board.viewer, viewerDoc);
    await viewer.until(() => (viewer.synced && viewer.sent > 0) || viewer.closed !== null);
    await heard(viewer);
    expect(viewer.closed).toBeNull();
    expect(root((await reading(url, board)).doc, 'notes').has('after-hers')).toBe(false);
  });
});

/** A server restored to a time before two members wrote, and these members and a viewer with what they had. */
async function restored() {
  const folder = await temporaryFolder();
  const first = await serverInProcess();
  const board = await createBoard(first.url);
  await reading(first.url, board);
  await writeBackup(first.dataDir, join(folder, 'backup.tar'), 5);
  const members = [new BrowserMember('hers'), new BrowserMember('his')];
  const viewer = await reading(first.url, board);
  for (const member of members) {
    await member.enter(first.url, board);
    member.write(`after-${member.name}`);
  }
  for (const { client, doc } of [...members, { client: viewer, doc: viewer.doc }]) {
    await client?.until(() => members.every(({ name }) => root(doc, 'notes').has(`after-${name}`)));
  }
  await first.stop();
  await restoreBackup(join(folder, 'backup.tar'), join(folder, 'data'));
  const { url } = await serverInProcess({ dataDir: join(folder, 'data') });
  return { url, board, members, viewerDoc: viewer.doc };
}

/** A plain client has written, left, and gone on writing. */
async function plainClientAway(edits = OFFLINE) {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const docOf = createBoardDoc();
  const plain = new SyncClient(server.url, board.id, board.participant, docOf);
  plain.socket.on('open', () => plain.send(presenceOf(docOf.clientID)));
  await plain.until(() => plain.synced);
  write(docOf, 'online');
  await plain.until(() => plain.saved === plain.sent);
  await plain.close();
  for (let i = 0; i < edits; i++) write(docOf, `offline-${i}`);
  return { server, board, docOf };
}

/** The plain client returns, and everything that it wrote offline is saved. */
async function writesFor(url: string, board: TestBoard, doc: Y.Doc): Promise<void> {
  const plain = new SyncClient(url, board.id, board.participant, doc);
  plain.socket.on('open', () => plain.send(presenceOf(doc.clientID, 2)));
  await plain.until(() => (plain.synced && plain.saved > 0 && plain.saved === plain.sent) || plain.closed !== null);
  expect(plain.closed).toBeNull();
  const notes = [...root((await reading(url, board)).doc, 'notes').keys()];
  expect(notes.filter((id) => id.startsWith('offline-'))).toHaveLength(OFFLINE);
}

function keyed(url: string, board: TestBoard, name: string, doc: Y.Doc, token = board.participant): SyncClient {
  const protocols = ['veivalg.1', token, `member.${name.padEnd(22, '_')}`];
  return new SyncClient(url, board.id, '', doc, { protocols });
}

async function reading(url: string, board: TestBoard): Promise<SyncClient> {
  const reader = new SyncClient(url, board.id, board.viewer);
  return reader.until(() => reader.synced);
}

/** Waits until the server has read everything that this client has sent. */
async function heard(client: SyncClient): Promise<void> {
  if (client.closed !== null) return;
  const pong = new Promise<void>((resolve) => client.socket.once('pong', () => resolve()));
  client.socket.ping();
  await Promise.race([pong, client.until(() => client.closed !== null)]);
}

function blockOf(client: number): ForgedBlock {
  return { client, clock: 0, structs: [{ gc: 1 }] };
}

function write(doc: Y.Doc, id: string): void {
  addNote(doc, { id: id as NoteId, text: id, regionId: null, author: '', createdAt: 0 });
}

function clockOf(at: BrowserMember, whose: BrowserMember): number {
  return Y.getState(at.doc.store, whose.doc.clientID);
}
