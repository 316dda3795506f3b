/**
 * Row 31: mutated frames, for as long as `npm run fuzz -- --seed n --minutes m` says. The process stays alive with
 * bounded memory, senders of unreadable frames are closed with the right code, and honest members keep their speed, lose
 * nothing, and end with the same document.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { frameStep1 } from '#protocol/frames';
import { type HonestReport, honestMembers } from '../helpers/honest-members.ts';
import { watchMemory } from '../helpers/process-memory.ts';
import { RawSocket, wsFrame } from '../helpers/raw-socket.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { createBoard } from '../helpers/server-in-process.ts';
import { type Arena, arena, P99_MS } from './arena.ts';
import { lyingFrame, mutate, validFrames } from './mutator.ts';

const MINUTES = Number(process.env.FUZZ_MINUTES ?? 0);
const FRAMES = MINUTES > 0 ? Number.POSITIVE_INFINITY : rounds(20_000, 1_000_000);
const END_MS = MINUTES > 0 ? MINUTES * 60_000 : Number.POSITIVE_INFINITY;
const ATTACKERS = 8;
const FRAMES_PER_BOARD = 40_000;
/** Frames per batch, after which the attacker waits until the server has read them or closed the connection. */
const BATCH = 4;
const BATCHES = 100;
/** Connections that mutate the same valid frames. */
const SAME_DOCUMENTS = 25;
/** How long to wait for an answer to invalid framing: the server may be waiting for the rest of an announced frame. */
const PATIENCE_MS = 100;
const PING = wsFrame(new Uint8Array(1), { opcode: 9 });
const PONG = 10;
/** Codes of closes that began with the client: a mutated frame happened to be a close frame. */
const OWN_CLOSES = [1000, 1001, 1003, 1005, 1008, 1010, 1011, 1014];
const OURS = [1002, 1007, 1013, 4400, 4403, 4413];
const RATES_LIFTED = {
  LIMIT_MESSAGES_PER_SECOND: '1000000',
  LIMIT_MESSAGE_BURST: '1000000',
  LIMIT_ADDRESS_MESSAGES_PER_SECOND: '1000000',
  LIMIT_BOARDS_PER_HOUR: '1000000',
  LIMIT_HANDSHAKES_PER_SECOND: '1000000',
  LIMIT_HANDSHAKE_BURST: '1000000',
};

interface Tally {
  sent: number;
  connections: number;
  readonly closes: Map<number, number>;
}

test('closes nobody but the senders of mutated frames', { timeout: (30 + MINUTES) * 60_000 }, async () => {
  const seed = announcedSeed('fuzz');
  const target = await arena(RATES_LIFTED);
  const memory = watchMemory(target.pid);
  const tally: Tally = { sent: 0, connections: 0, closes: new Map() };
  const start = performance.now();
  const goesOn = () =>
    tally.sent < FRAMES && performance.now() - start < END_MS && target.server.process.exitCode === null;
  const randoms = Array.from({ length: ATTACKERS }, (_, i) => new Random(seed + i));
  let [letters, p99] = [0, 0];
  while (goesOn()) {
    const seen = await fuzzBoard({ ...target, board: await createBoard(target.url) }, randoms, tally, goesOn);
    expect(target.server.process.exitCode).toBeNull();
    expect(seen).toMatchObject({ missing: 0, unsaved: 0, closes: [], same: true });
    letters += seen.letters;
    p99 = Math.max(p99, seen.p99);
    console.info(
      `SEED=${seed}: ${inWords(tally)}; ${((performance.now() - start) / 1000).toFixed(0)} s; memory ${memory.startMiB.toFixed(0)} → ${memory.peakMiB().toFixed(0)} MiB; honest members: p50 ${seen.p50.toFixed(1)}, p99 ${seen.p99.toFixed(1)} ms`,
    );
  }
  const [taken, refused] = [await target.count('received_messages_total'), await target.count('refused_updates_total')];
  console.info(`the server read ${taken} messages and refused ${refused} updates; ${letters} honest letters`);
  expect([...tally.closes.keys()].filter((code) => ![...OURS, ...OWN_CLOSES].includes(code))).toEqual([]);
  expect(tally.closes.get(4400)).toBeGreaterThan(100);
  expect(taken).toBeGreaterThan(tally.sent / 20);
  expect(p99).toBeLessThan(P99_MS);
  expect(memory.peakMiB() - memory.startMiB).toBeLessThan(256);
  expect(await target.isHealthy()).toBe(true);
});

/** Fuzzes one board on which honest members write. Each call takes a new board, because accepted frames make it grow. */
async function fuzzBoard(
  target: Arena,
  randoms: readonly Random[],
  tally: Tally,
  goesOn: () => boolean,
): Promise<HonestReport> {
  const honest = await honestMembers(target.url, target.board);
  const enough = tally.sent + FRAMES_PER_BOARD;
  await Promise.all(
    randoms.map(async (random) => {
      while (goesOn() && tally.sent < enough) {
        const frames = validFrames(random);
        for (let n = 0; n < SAME_DOCUMENTS && goesOn(); n += 1) await attack(target, frames, random, tally);
      }
    }),
  );
  return honest.stop();
}

/** One connection that sends batches until it is closed or has sent them all. */
async function attack(
  { url, board }: Arena,
  frames: readonly Uint8Array[],
  random: Random,
  tally: Tally,
): Promise<void> {
  const token = random.pick([board.participant, board.participant, board.facilitator, board.viewer]);
  const socket = await RawSocket.open(url, board.id, token);
  if (socket.status !== 101) throw new Error(`the server refused a socket: ${socket.status}`);
  tally.connections += 1;
  if (random.chance(0.5)) await socket.send(frameStep1(new Uint8Array([0])));
  let pongs = 0;
  socket.onFrame = (_, opcode) => {
    if (opcode === PONG) pongs += 1;
  };
  const ended = () => socket.closeCode !== null || socket.ended;
  for (let batch = 1; batch <= BATCHES && !ended(); batch += 1) {
    // Most connections end with their first batch, so invalid framing must be possible in that one, too.
    const lies = random.chance(0.15);
    const wires = Array.from({ length: lies ? 0 : BATCH }, () => wsFrame(oneFrame(frames, random)));
    if (lies) wires.push(Buffer.from(lyingFrame(random.pick(frames), frames, random)));
    tally.sent += wires.length;
    await socket.write(Buffer.concat([...wires, PING]));
    await Promise.race([socket.until(() => ended() || pongs >= batch), ...(lies ? [wait(PATIENCE_MS)] : [])]);
    if (lies) break;
  }
  if (socket.closeCode !== null) tally.closes.set(socket.closeCode, (tally.closes.get(socket.closeCode) ?? 0) + 1);
  socket.destroy();
}

/** A valid frame or a mutated one, half and half: most mutations end the connection at once. */
function oneFrame(frames: readonly Uint8Array[], random: Random): Uint8Array {
  const frame = random.pick(frames);
  return random.chance(0.5) ? frame : mutate(frame, frames, random);
}

function inWords({ sent, connections, closes }: Tally): string {
  const codes = [...closes].sort(([a], [b]) => a - b).map(([code, times]) => `${code}: ${times}`);
  return `${sent} frames on ${connections} connections, closed ${codes.join(', ')}`;
}
