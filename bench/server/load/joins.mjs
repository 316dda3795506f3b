// Many come at once to a large board: how long until all have all of it, and what does that cost the server?
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
/** What every server here takes at once. */
const ONE_FRAME = 3_000_000;
const SETTLE_MS = 500;

export async function joins(job) {
  const board = largeBoard(job.notes, FIRST_WRITER);
  const loader = client(job, 0);
  await loader.socket.opened;
  if (job.keeps) loader.greet();
  for (const update of board.update.length < ONE_FRAME ? [board.update] : board.parts) loader.send([0, 1], update);
  // A server may lay the same board out anew meanwhile, a few bytes shorter; what is in them is looked at afterwards.
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
  if (!all) faults.push('not everybody was handed the board');
  const partial = joiners.filter((joiner) => lacking(board, joiner.updates) > 0).length;
  if (partial > 0) faults.push(`${partial} were handed less than the board`);
  else if (!isReadByYjs(board, joiners[0].updates)) faults.push('Yjs does not find the board in what was handed');
  for (const { socket } of [loader, ...joiners]) socket.close();
  return { cpuMs: cpu, ms, boardBytes: board.update.length, memoryMb, faults };
}

/** Waits until a newcomer is handed the whole board; tells how many bytes of updates that were. */
async function takenBytes(board, job) {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const first = joinerOf(job, 1);
    const whole = await until(() => lacking(board, first.updates) === 0, 2000);
    first.socket.close();
    if (whole) return first.bytes;
  }
  throw new Error('the board was not taken');
}

function client(job, i) {
  const meter = new Meter(0, 0);
  const room = job.rooms[0];
  const one = new Client({ port: job.port, room, id: FIRST_CLIENT + i, first: 0, size: 0, meter, acks: false });
  one.looksLater = true;
  return one;
}

/** Somebody who comes, asks for the board as soon as the connection is open, and keeps what is handed over. */
function joinerOf(job, i) {
  const one = client(job, i);
  const joiner = { socket: one.socket, updates: [], bytes: 0 };
  one.onUpdate = (update) => {
    joiner.updates.push(Buffer.from(update));
    joiner.bytes += update.length;
  };
  one.socket.opened.then(
    () => job.keeps && one.greet(),
    () => undefined, // it is seen to lack everything
  );
  return joiner;
}

/** How many clocks of the board these updates do not hold. */
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
