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
  const isWhole = (update) => update !== null && lacking(board, update) === 0;
  await atLeast(job, isWhole);
  await sleep(SETTLE_MS);

  const from = { at: performance.now(), cpu: cpuMs(job.pid) };
  const handed = new Array(job.joiners).fill(null);
  const joiners = handed.map((_, i) => {
    const joiner = client(job, 1 + i);
    joiner.onStep2 = (update) => {
      handed[i] ??= Buffer.from(update);
    };
    // Greeted by the handshake's end, each at its own time, as browsers do.
    if (job.keeps)
      joiner.socket.opened.then(
        () => joiner.greet(),
        () => undefined,
      );
    return joiner;
  });
  const all = await until(() => handed.every((update) => update !== null), PATIENCE_MS);
  const ms = performance.now() - from.at;
  await sleep(SETTLE_MS);
  const cpu = cpuMs(job.pid) - from.cpu;
  const memoryMb = memoryKb(job.pid).most / 1024;
  const faults = [];
  if (!all) faults.push('not everybody was handed the board');
  const partial = handed.filter((update) => !isWhole(update)).length;
  if (partial > 0) faults.push(`${partial} were handed less than the board`);
  else if (!isReadByYjs(board, handed[0])) faults.push('Yjs does not find the board in what was handed');
  for (const one of [loader, ...joiners]) one.socket.close();
  return { cpuMs: cpu, ms, boardBytes: board.update.length, memoryMb, faults };
}

/** Waits until a newcomer is handed the whole board. */
async function atLeast(job, isWhole) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    let update = null;
    const first = client(job, 1);
    first.onStep2 = (bytes) => {
      update = Buffer.from(bytes);
    };
    await first.socket.opened;
    if (job.keeps) first.greet();
    await until(() => update !== null, 2000);
    first.socket.close();
    if (isWhole(update)) return;
    if (performance.now() > end) throw new Error('the board was not taken');
  }
}

function client(job, i) {
  const meter = new Meter(0, 0);
  const one = new Client({
    port: job.port,
    room: job.rooms[0],
    id: FIRST_CLIENT + i,
    first: 0,
    size: 0,
    meter,
    acks: false,
  });
  one.looksLater = true;
  return one;
}

/** How many clocks of the board an update does not hold. */
function lacking(board, update) {
  const held = new Map();
  walkUpdate(update, 0, {
    covers: (writer, clock, length) => held.set(writer, (clock === 0 ? 0 : Number.NEGATIVE_INFINITY) + length),
  });
  return board.clocks.reduce((sum, [writer, clock]) => sum + Math.max(0, clock - (held.get(writer) ?? 0)), 0);
}

function isReadByYjs(board, update) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const isWhole = board.clocks.every(([writer, clock]) => Y.getState(doc.store, writer) === clock);
  doc.destroy();
  return isWhole;
}
