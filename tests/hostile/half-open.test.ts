/**
 * Row 21: a connection that dies without a close, as after sleep or a change of network. Its presence is removed in time,
 * and its end does not affect the connection that the same client has opened since.
 */
import { expect, onTestFinished, test } from 'vitest';
import { frameAwareness, frameQueryAwareness, readFrame } from '#protocol/frames';
import { awarenessUpdate, readAwareness } from '../helpers/awareness-update.ts';
import { RawSocket } from '../helpers/raw-socket.ts';
import { rounds } from '../helpers/rounds.ts';
import { silentProxy } from '../helpers/silent-proxy.ts';
import { type Arena, arena } from './arena.ts';

const ROUNDS = rounds(5, 50);
/** In the proportion of the defaults, 20 s and 45 s. */
const HEARTBEAT_MS = 400;
const SILENCE_MS = 900;
/** For late timers on a loaded machine. */
const SLACK_MS = 2_000;

const presence = (clientId: number, clock: number) =>
  frameAwareness(awarenessUpdate([{ clientId, clock, state: '{"user":{"name":"A","color":"#112233"}}' }]));

async function member(url: string, { board }: Arena, clientId: number, key: string, clock: number): Promise<RawSocket> {
  const protocols = ['veivalg.1', board.participant, `member.${key}`];
  const socket = await RawSocket.open(url, board.id, board.participant, { protocols });
  onTestFinished(() => socket.destroy());
  await socket.send(presence(clientId, clock));
  return socket;
}

test(`removes dead connections in time, and keeps their clients’ new ones, ${ROUNDS} times`, {
  timeout: 240_000,
}, async () => {
  const target = await arena({ LIMIT_HEARTBEAT_MS: String(HEARTBEAT_MS), LIMIT_SILENCE_MS: String(SILENCE_MS) });
  const proxy = await silentProxy(target.url);
  const here = new Set<number>();
  const gone: { clientId: number; at: number }[] = [];
  const watcher = await RawSocket.open(target.url, target.board.id, target.board.viewer);
  onTestFinished(() => watcher.destroy());
  watcher.onFrame = (payload, opcode) => {
    if (opcode === PING) void watcher.write(pong());
    if (opcode !== BINARY) return;
    const frame = readFrame(payload);
    if (frame.kind !== 'awareness') return;
    for (const { clientId, state } of readAwareness(frame.update)) {
      if (state !== 'null') here.add(clientId);
      else if (here.delete(clientId)) gone.push({ clientId, at: performance.now() });
    }
  };
  await watcher.send(frameQueryAwareness());
  let [ghostMs, wrong] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [returning, ghost] = [10_000 + round, 20_000 + round];
    const key = `k${round}`.padEnd(22, 'x');
    await member(proxy.url, target, returning, key, 1);
    await member(proxy.url, target, ghost, `g${key}`.slice(0, 22), 1);
    await watcher.until(() => here.has(returning) && here.has(ghost));
    const closedBefore = await target.count('closes_total', 'reason="silent"');
    proxy.fallSilent();
    const silentAt = performance.now();
    const again = await member(target.url, target, returning, key, 5);
    again.onFrame = (_, opcode) => {
      if (opcode === PING) void again.write(pong());
    };
    await watcher.until(() => gone.some(({ clientId }) => clientId === ghost));
    ghostMs = Math.max(ghostMs, (gone.find(({ clientId }) => clientId === ghost)?.at ?? 0) - silentAt);
    while ((await target.count('closes_total', 'reason="silent"')) < closedBefore + 2) await again.until(() => true);
    // Both dead connections have ended; the client that reconnected is still connected and its presence is passed on.
    await again.send(presence(returning, 6));
    if (gone.some(({ clientId }) => clientId === returning) || again.closeCode !== null || again.ended) wrong += 1;
    again.destroy();
    await watcher.until(() => gone.some(({ clientId }) => clientId === returning));
  }
  console.info(
    `ghosts gone after ${ghostMs.toFixed(0)} ms at most, with ${SILENCE_MS} ms allowed; wrong teardowns ${wrong}`,
  );
  expect(wrong).toBe(0);
  expect(gone).toHaveLength(2 * ROUNDS);
  expect(ghostMs).toBeLessThan(SILENCE_MS + SLACK_MS);
});

const BINARY = 2;
const PING = 9;
const pong = () => Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
