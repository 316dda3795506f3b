// All members write: letters are sent at a given rate, spread evenly over all rooms and members.
import { largeBoard } from '../../../.bench/server/seed.js';
import { Crowd } from './crowd.mjs';
import { Pace, sleep, until } from './pace.mjs';
import { measureSpan } from './span.mjs';

const LETTERS = Buffer.from('abcdefghijklmnopqrstuvwxyz');
const FIRST_WRITER = 0x60000000;
const WARM_UP_FACTOR = 3;
const SETTLE_MS = 500;
const DRAIN_MS = 10_000;

export async function typing(job) {
  const crowd = new Crowd(job);
  await crowd.connect();
  if (job.notes !== undefined) {
    const { parts, clocks } = largeBoard(job.notes, FIRST_WRITER);
    for (const update of parts) crowd.clients[0].send([0, 2], update);
    crowd.writtenBesides = clocks;
  }
  await crowd.seed();
  const { meter } = crowd;
  const order = roundRobin(crowd.clients, job);
  const touched = new Set();
  const pace = new Pace(
    job.perSecond,
    (number, now) => {
      const client = order[number % order.length];
      meter.sent(client.id, client.type(LETTERS[number % LETTERS.length]), now);
      touched.add(client);
    },
    () => {
      for (const client of touched) client.flush();
      touched.clear();
    },
  );
  // V8 compiles the server's code while it runs; a higher rate makes that happen sooner.
  pace.setRate(job.perSecond * WARM_UP_FACTOR);
  await sleep(job.warmUpSeconds * 1000);
  pace.setRate(job.perSecond);
  await sleep(SETTLE_MS);
  const measured = await measureSpan(job, { pace, meter, delivered: () => meter.delivered });
  await until(() => crowd.outstanding() <= 0, DRAIN_MS);
  const faults = faultsOf(crowd);
  if (job.keeps && !(await crowd.newcomersAreHandedAll())) faults.push('a newcomer does not receive everything');
  crowd.leave();
  return { ...measured, faults };
}

/** Goes through the rooms in turn, so that all are equally busy. */
export function roundRobin(clients, { rooms, clientsPerRoom }) {
  const order = [];
  for (let i = 0; i < clientsPerRoom; i++)
    for (let r = 0; r < rooms.length; r++) order.push(clients[r * clientsPerRoom + i]);
  return order;
}

export function faultsOf(crowd) {
  const { meter } = crowd;
  const faults = [];
  const missing = crowd.outstanding();
  if (missing > 0) faults.push(`${missing} letters did not arrive`);
  if (meter.lost > 0) faults.push(`${meter.lost} letters were skipped`);
  if (meter.doubled > 0) faults.push(`${meter.doubled} letters arrived twice`);
  const closed = crowd.closed();
  if (closed.length > 0) faults.push(`${closed.length} connections closed: ${closed[0]}`);
  return faults;
}
