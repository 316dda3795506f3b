/** A board that ended the server does not end the next one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { root } from '#board/records';
import { call, createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

/** A server with so little memory that the board of {@link fill} ends it. */
const SMALL = { NODE_OPTIONS: '--max-old-space-size=56', LOG_LEVEL: 'warn' };
const RECORDS = 4_000;
const AT_ONCE = 500;
const PROPERTIES = 80;

test('a board that ended the server is set aside by the next one, and the others do not notice', {
  timeout: 120_000,
}, async () => {
  const dataDir = await temporaryFolder();
  let server = await started(dataDir, {});
  const deadly = await createBoard(server.url);
  const other = await createBoard(server.url);
  await fill(server, deadly);
  expect(await server.end('SIGTERM')).toBe(0);

  server = await started(dataDir, SMALL);
  const died = new Promise((resolve) => server.process.once('exit', resolve));
  await expect(outline(server, deadly)).rejects.toThrow();
  await died;
  expect(await readFile(join(dataDir, 'working'), 'latin1')).toContain(deadly.id);

  // Also if it ends before anybody asks for the board again.
  server = await started(dataDir, SMALL);
  expect(await outline(server, other)).toBe(200);
  await server.end('SIGKILL');

  for (let round = 0; round < 2; round++) {
    server = await started(dataDir, { ...SMALL, LIMIT_TRIAL_MEGABYTES: '40' });
    const asked = [1, 2, 3].map(() => call(`${server.url}/api/boards/${deadly.id}/outline`, deadly.viewer));
    expect(await outline(server, other)).toBe(200);
    for (const answer of await Promise.all(asked)) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'board-set-aside' });
    }
    const socket = new SyncClient(server.url, deadly.id, deadly.participant);
    await socket.until(() => socket.closed !== null);
    expect(socket.closed).toBe(4423);
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'degraded' }]);
    expect(server.log()).toContain(deadly.id);
    expect(await outline(server, other)).toBe(200);
    expect(await server.end('SIGTERM')).toBe(0);
  }

  // The operator's way: a start that gives it more.
  server = await started(dataDir, {});
  expect(await outline(server, deadly)).toBe(200);
  expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'ok' });
  expect(await server.end('SIGTERM')).toBe(0);
  expect((await readFile(join(dataDir, 'working'), 'latin1')).trim()).toBe('');
});

test('a board that takes too long to try is set aside, and its facilitator can delete it', {
  timeout: 120_000,
}, async () => {
  const dataDir = await temporaryFolder();
  let server = await started(dataDir, {});
  const board = await createBoard(server.url);
  await fill(server, board);
  await killAtWork(server, board, dataDir);
  server = await started(dataDir, { LIMIT_TRIAL_MS: '1' });
  expect(await outline(server, board)).toBe(503);
  expect((await call(`${server.url}/api/boards/${board.id}`, board.facilitator, 'DELETE')).status).toBe(204);
  expect(await outline(server, board)).toBe(410);
  await server.end('SIGKILL');
  server = await started(dataDir, { LIMIT_TRIAL_MS: '1' });
  expect(await outline(server, board)).toBe(410);
});

test('a board at which the server was killed without being to blame opens as usual', {
  timeout: 120_000,
}, async () => {
  const dataDir = await temporaryFolder();
  let server = await started(dataDir, {});
  const board = await createBoard(server.url);
  await fill(server, board);
  for (let round = 0; round < 3; round++) {
    await killAtWork(server, board, dataDir);
    server = await started(dataDir, {});
    expect(await outline(server, board)).toBe(200);
  }
});

/** Kills the server at a moment when it is at work on the board. */
async function killAtWork(server: ServerProcess, board: TestBoard, dataDir: string): Promise<void> {
  const isMarked = async () => (await readFile(join(dataDir, 'working'), 'latin1')).startsWith(board.id);
  const socket = () => new SyncClient(server.url, board.id, board.viewer);
  const sockets = [socket()];
  for (;;) {
    if (await isMarked()) {
      // It may have come to the end just before it was stopped.
      server.process.kill('SIGSTOP');
      if (await isMarked()) break;
      server.process.kill('SIGCONT');
    }
    if (sockets.at(-1)?.synced === true || sockets.at(-1)?.closed !== null) sockets.push(socket());
  }
  await server.end('SIGKILL');
  for (const one of sockets) await one.close();
}

async function started(dataDir: string, env: Record<string, string>): Promise<ServerProcess> {
  const server = await startServer(dataDir, env);
  onTestFinished(() => void server.process.kill('SIGKILL'));
  return server;
}

async function outline(server: ServerProcess, board: TestBoard): Promise<number> {
  return (await call(`${server.url}/api/boards/${board.id}/outline`, board.viewer)).status;
}

async function fill(server: ServerProcess, board: TestBoard): Promise<void> {
  const member = new SyncClient(server.url, board.id, board.participant);
  await member.until(() => member.synced);
  const properties = Array.from({ length: PROPERTIES }, (_, key): [string, unknown] => [`prop:t.k${key}`, key]);
  for (let i = 0; i < RECORDS; i += AT_ONCE) {
    member.doc.transact(() => {
      for (let n = i; n < i + AT_ONCE; n++) root(member.doc, 'notes').set(`n${n}`, new Y.Map(properties));
    });
    await member.until(() => member.saved === member.sent || member.closed !== null);
  }
  expect(member.closed).toBeNull();
  await member.close();
}
