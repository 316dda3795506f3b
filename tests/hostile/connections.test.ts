/**
 * Row 35: thousands of sockets, and handshakes that never end. Each address, each board and the server have a limit,
 * refused connections cost little, and honest members can still join.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { watchMemory } from '../helpers/process-memory.ts';
import { RawSocket, type RawSocketOptions } from '../helpers/raw-socket.ts';
import { rounds } from '../helpers/rounds.ts';
import { createBoard } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';
import { type Arena, arena } from './arena.ts';

async function open({ url, board }: Arena, options: RawSocketOptions = {}): Promise<RawSocket> {
  const socket = await RawSocket.open(url, board.id, board.participant, options);
  onTestFinished(() => socket.destroy());
  return socket;
}

test('refuses sockets over the limit of an address until one of them closes', async () => {
  const target = await arena({ LIMIT_SOCKETS_PER_ADDRESS: '5' });
  const from = '127.0.0.2';
  const first = [];
  for (let i = 0; i < 5; i += 1) first.push(await open(target, { from }));
  expect(first.map(({ status }) => status)).toEqual(Array(5).fill(101));
  const tooMany = await open(target, { from });
  expect(tooMany.status).toBe(503);
  await tooMany.until(() => tooMany.ended);
  expect((await open(target, { from: '127.0.0.3' })).status).toBe(101);
  first[0]?.destroy();
  while ((await target.count('sessions ')) > 5) await wait(10);
  expect((await open(target, { from })).status).toBe(101);
  expect(await target.count('closes_total', 'reason="tooMany"')).toBe(1);
});

test('counts the visitor’s address behind a trusted proxy, otherwise the proxy’s', async () => {
  const visitor = (name: string) => ({ headers: `X-Forwarded-For: ${name}, 10.0.0.1\r\n` });
  const trusting = await arena({ LIMIT_SOCKETS_PER_ADDRESS: '1', TRUST_PROXY: 'true' });
  expect((await open(trusting, visitor('192.0.2.1'))).status).toBe(101);
  expect((await open(trusting, visitor('192.0.2.1'))).status).toBe(503);
  expect((await open(trusting, visitor('192.0.2.2'))).status).toBe(101);
  const alone = await arena({ LIMIT_SOCKETS_PER_ADDRESS: '1' });
  expect((await open(alone, visitor('192.0.2.1'))).status).toBe(101);
  expect((await open(alone, visitor('192.0.2.2'))).status).toBe(503);
});

test('refuses sockets over the limit of the server, and sessions over the limit of a board', async () => {
  const full = await arena({ LIMIT_SESSIONS: '3' });
  for (let i = 0; i < 3; i += 1) expect((await open(full)).status).toBe(101);
  expect((await open(full, { from: '127.0.0.9' })).status).toBe(503);
  const crowded = await arena({ LIMIT_SESSIONS_PER_BOARD: '3' });
  const sockets = await Promise.all(Array.from({ length: 4 }, () => open(crowded)));
  // Any of the four may be the last to join.
  while (!sockets.some((socket) => socket.closeCode !== null)) await wait(10);
  expect(sockets.map((socket) => socket.closeCode).filter((code) => code !== null)).toEqual([1013]);
});

test('refuses handshakes from an address that come faster than the rate', async () => {
  const target = await arena({ LIMIT_HANDSHAKE_BURST: '10', LIMIT_HANDSHAKES_PER_SECOND: '10' });
  const from = '127.0.0.4';
  const many = await Promise.all(Array.from({ length: 40 }, () => open(target, { from })));
  const refused = many.filter(({ status }) => status === 503).length;
  expect(refused).toBeGreaterThan(20);
  expect(refused).toBeLessThan(31);
  expect((await open(target)).status).toBe(101);
  while ((await open(target, { from })).status !== 101) await wait(100);
});

const HANDSHAKE_MS = rounds(1_500, 10_000);

test('ends a handshake that takes too long', { timeout: 60_000 }, async () => {
  const target = await arena({ LIMIT_HANDSHAKE_MS: String(HANDSHAKE_MS) });
  const start = performance.now();
  const took = await Promise.all(
    ['', 'GET /', `GET /sync/${target.board.id} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n`].map(async (begun) => {
      const socket = slowHandshake(target.url, begun, '127.0.0.1');
      await new Promise((resolve) => socket.once('close', resolve));
      return performance.now() - start;
    }),
  );
  expect(Math.min(...took)).toBeGreaterThan(HANDSHAKE_MS * 0.9);
  expect(Math.max(...took)).toBeLessThan(HANDSHAKE_MS + 5_000);
});

/** Begins a request and continues it letter by letter. */
function slowHandshake(url: string, begun: string, from: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  socket.on('error', () => undefined); // the server ends it; 'close' follows
  socket.resume();
  if (begun !== '') socket.write(begun);
  const letters = setInterval(() => {
    if (begun !== '' && socket.writable) socket.write('X');
  }, 500);
  socket.once('close', () => clearInterval(letters));
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

test('lets honest members join during thousands of sockets and slow handshakes', { timeout: 300_000 }, async () => {
  const target = await arena();
  const home = await createBoard(target.url);
  const memory = watchMemory(target.pid);
  const addresses = Array.from({ length: rounds(2, 10) }, (_, i) => `127.0.1.${i + 1}`);
  const each = rounds(240, 500);
  const attackers = addresses.map(async (from) => {
    const stage = { ...target, board: await createBoard(target.url) };
    const sockets = [];
    for (let i = 0; i < each; i += 1) {
      // Half have a valid token and stay, a quarter have a wrong token, and a quarter never finish the request.
      if (i % 4 === 3) slowHandshake(target.url, 'GET /sync/x HTTP/1.1\r\n', from);
      else sockets.push(open(stage, { from, ...(i % 4 === 2 ? { protocols: ['veivalg.1', 'x'.repeat(22)] } : {}) }));
      if (i % 20 === 19) await wait(5);
    }
    return Promise.all(sockets);
  });
  const joins: number[] = [];
  const honest = async () => {
    for (let i = 0; i < rounds(20, 100); i += 1) {
      const start = performance.now();
      const client = new SyncClient(target.url, home.id, home.participant);
      await client.until(() => client.synced || client.closed !== null);
      expect(client.closed).toBeNull();
      joins.push(performance.now() - start);
      await client.close();
    }
  };
  const [, ...opened] = await Promise.all([honest(), ...attackers]);
  await honest();
  const stayed = await target.count('sessions ');
  joins.sort((a, b) => a - b);
  const p95 = joins[Math.floor(joins.length * 0.95)] ?? Number.NaN;
  console.info(
    `${addresses.length * each} connections, ${stayed} of them admitted; honest join p95 ${p95.toFixed(0)} ms of ${joins.length}; ${memory.peakMiB().toFixed(0)} MiB`,
  );
  expect(opened.flat()).toHaveLength((addresses.length * each * 3) / 4);
  expect(stayed).toBeGreaterThanOrEqual((addresses.length * each) / 2);
  expect(p95).toBeLessThan(2_000);
  expect(memory.peakMiB()).toBeLessThan(512);
  expect(await target.isHealthy()).toBe(true);
});
