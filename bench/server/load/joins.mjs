// Measures many clients joining a large board at once: the time until all have the whole board, and the server's CPU.
import * as Y from 'yjs';
import { largeBoard } from '../../../.bench/server/seed.js';
import { cpuMs, memoryKb } from '../proc.mjs';
import { Client } from './client.mjs';
import { Meter } from './meter.mjs';
import { sleep, until } from './pace.mjs';
import { walkUpdate } from './walk.mjs';

const FIRST_WRITER = 0x60000000;
const FIRST_CLIENT = 0x70000000;
const PATIENCE_MS = 60_000;
/** The largest message that all servers here accept. */
const ONE_FRAME = 3_000_000;
const SETTLE_MS = 500;

export async function joins(job) {
  const board = largeBoard(job.notes, FIRST_WRITER);
  const loader = client(job, 0);
  await loader.socket.opened;
  if (job.keeps) loader.greet();
  for (const update of board.update.length < ONE_FRAME ? [board.update] : board.parts) loader.send([0, 1], update);
  // A server may encode the same board in a few bytes less, so the content is checked afterwards.
  const needed = (await takenBytes(board, job)) * 0.98;
  await sleep(SETTLE_MS);

  const from = { at: performance.now(), cpu: cpuMs(job.pid) };
  const joiners = Array.from({ length: job.joiners }, (_, i) => joinerOf(job, 2 + i));
  const all = await until(() => joiners.every((joiner) => joiner.bytes >= needed), PATIENCE_MS);
  const ms = performance.now() - from.at;
  await sleep(SETTLE_MS);
  const cpu = cpuMs(job.pid) - from.cpu;
  const memoryMb = memoryKb(job.pid).most / 1024;
  const faults = [];
  if (!all) faults.push('not all clients received the board');
  const partial = joiners.filter((joiner) => lacking(board, joiner.updates) > 0).length;
  if (partial > 0) faults.push(`${partial} clients received less than the board`);
  else if (!isReadByYjs(board, joiners[0].updates)) faults.push('Yjs does not read the board from what was received');
  for (const { socket } of [loader, ...joiners]) socket.close();
  return { cpuMs: cpu, ms, boardBytes: board.update.length, memoryMb, faults };
}

/** Waits until a newcomer receives the whole board; returns the number of bytes of its updates. */
async function takenBytes(board, job) {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const first = joinerOf(job, 1);
    const whole = await until(() => lacking(board, first.updates) === 0, 2000);
    first.socket.close();
    if (whole) return first.bytes;
  }
  throw new Error('the server did not accept the board');
}

function client(job, i) {
  const meter = new Meter(0, 0);
  const room = job.rooms[0];
  const one = new Client({ port: job.port, room, id: FIRST_CLIENT + i, first: 0, size: 0, meter, acks: false });
  one.looksLater = true;
  return one;
}

/** A newcomer that asks for the board as soon as the connection is open, and keeps what it receives. */
function joinerOf(job, i) {
  const one = client(job, i);
  const joiner = { socket: one.socket, updates: [], bytes: 0 };
  one.onUpdate = (update) => {
    joiner.updates.push(Buffer.from(update));
    joiner.bytes += update.length;
  };
  one.socket.opened.then(
    () => job.keeps && one.greet(),
    () => undefined, // the check below finds everything missing
  );
  return joiner;
}

/** The number of the board's clocks that these updates lack. */
function lacking(board, updates) {
  const held = new Map();
  const covers = (writer, clock, length) => {
    const before = held.get(writer) ?? 0;
    if (clock <= before) held.set(writer, Math.max(before, clock + length));
  };
  for (const update of updates) walkUpdate(update, 0, { covers });
  return board.clocks.reduce((sum, [writer, clock]) => sum + Math.max(0, clock - (held.get(writer) ?? 0)), 0);
}

function isReadByYjs(board, updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const isWhole = board.clocks.every(([writer, clock]) => Y.getState(doc.store, writer) === clock);
  doc.destroy();
  return isWhole;
}
