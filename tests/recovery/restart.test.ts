/**
 * Reliability row 3: clients reconnect within milliseconds of the server's first accepted connection. Asserts that the
 * first answer is the whole board, never an empty or partial one.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { readFrame } from '#protocol/frames';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const RESTARTS = rounds(6, 200);
const NOTES = 300;
const BOARDS = 3;
const CLIENTS = 4;

test('the first answer after a restart is the whole board', { timeout: RESTARTS * 10_000 }, async () => {
  const dataDir = await temporaryFolder();
  const env = { PORT: String(await freePort()) };
  let server = await startServer(dataDir, env);
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await filled(server.url));
  let answers = 0;
  let slowestMs = 0;
  for (let round = 0; round < RESTARTS; round++) {
    await server.end(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
    const starting = startServer(dataDir, env);
    const listeningAt = await untilListening(Number(env.PORT));
    slowestMs = Math.max(slowestMs, performance.now() - listeningAt);
    const clients = boards.flatMap(({ id, viewer }) =>
      Array.from({ length: CLIENTS }, () => new SyncClient(server.url, id, viewer)),
    );
    for (const client of clients) {
      await client.until(() => client.synced || client.closed !== null);
      const sync = client.received.map(readFrame).filter((frame) => frame.kind === 'step2' || frame.kind === 'update');
      const [first] = sync;
      if (first?.kind !== 'step2') throw new Error(`the first frame was ${first?.kind ?? `a close ${client.closed}`}`);
      const doc = createBoardDoc();
      Y.applyUpdate(doc, first.update);
      expect(root(doc, 'notes').size).toBeGreaterThanOrEqual(NOTES);
      expect(root(doc, 'fields').size).toBeGreaterThan(0);
      answers += 1;
      await client.close();
    }
    server = await starting;
  }
  await server.end('SIGTERM');
  console.info(
    `restarts ${RESTARTS}, whole answers ${answers}, clients began to connect within ${slowestMs.toFixed(1)} ms`,
  );
  expect(answers).toBe(RESTARTS * BOARDS * CLIENTS);
});

/** Makes a board with notes in it. */
async function filled(url: string): Promise<TestBoard> {
  const board = await createBoard(url);
  const client = new SyncClient(url, board.id, board.participant);
  await client.until(() => client.synced);
  const regionId = [...root(client.doc, 'fields').keys()][0] as RegionId;
  for (let i = 0; i < NOTES; i++) {
    const id = `n${i}` as NoteId;
    addNote(client.doc, { id, text: `Merknad ${i}`, regionId, order: `a${i}`, author: '', createdAt: 1 });
  }
  await client.until(() => client.saved >= client.sent);
  await client.close();
  return board;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Tries to connect every millisecond; resolves with the time at which it succeeded. */
async function untilListening(port: number): Promise<number> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const opened = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (opened) return performance.now();
    await wait(1);
  }
}
