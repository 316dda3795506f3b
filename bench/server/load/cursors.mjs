// Everybody moves the pointer: each tells its presence so many times a second. A server may leave out what is out of
// date; the last state of each must reach everybody.
import { busyMs, cpuMs, memoryKb } from '../proc.mjs';
import { message } from './bytes.mjs';
import { Crowd } from './crowd.mjs';
import { Pace, sleep, until } from './pace.mjs';

export async function cursors(job) {
  const crowd = new Crowd(job);
  await crowd.connect();
  const { meter, clients } = crowd;
  const pace = new Pace(
    job.perSecond,
    (number, now) => {
      const client = clients[number % clients.length];
      client.presenceClock++;
      meter.sent(client.id, client.presenceClock, now);
      client.send([1], presence(client, number));
    },
    () => undefined,
  );
  await sleep(job.warmUpSeconds * 1000);
  meter.latency.clear();
  pace.worstLagMs = 0;
  const from = { at: performance.now(), cpu: cpuMs(job.pid), shown: meter.shown, sent: pace.sent };
  const own = process.cpuUsage();
  const busy = busyMs();
  await sleep(job.seconds * 1000);
  const seconds = (performance.now() - from.at) / 1000;
  const cpu = cpuMs(job.pid) - from.cpu;
  const updates = pace.sent - from.sent;
  const deliveries = meter.shown - from.shown;
  const used = process.cpuUsage(own);
  const othersMs = busyMs() - busy - cpu - (used.user + used.system) / 1000;
  pace.stop();
  const faults = [];
  if (!(await until(() => everybodySeesTheLast(clients), 5000))) faults.push('the last state did not reach everybody');
  const closed = crowd.closed();
  if (closed.length > 0) faults.push(`${closed.length} connections ended: ${closed[0]}`);
  crowd.leave();
  return {
    updates,
    deliveries,
    seconds,
    cpuMs: cpu,
    usPerDelivery: (cpu * 1000) / (updates * (job.clientsPerRoom - 1)),
    usPerUpdate: (cpu * 1000) / updates,
    p50: meter.latency.at(0.5),
    p99: meter.latency.at(0.99),
    memoryMb: memoryKb(job.pid).now / 1024,
    lagMs: pace.worstLagMs,
    generatorCpu: (used.user + used.system) / 1e6 / seconds,
    neighboursCpu: Math.max(0, othersMs) / 1000 / seconds,
    faults,
  };
}

/** An awareness update of y-protocols with a state such as our canvas tells, about 100 bytes of JSON. */
function presence(client, number) {
  const state = Buffer.from(
    JSON.stringify({
      user: { name: `Deltaker ${client.id % 1000}`, color: '#1e88e5' },
      cursor: [1000 + ((number * 7) % 900), 1000 + ((number * 13) % 900)],
      editing: null,
      caret: null,
      drag: null,
    }),
  );
  return message([1, client.id, client.presenceClock], state);
}

function everybodySeesTheLast(clients) {
  return clients.every((receiver) =>
    clients.every((sender, i) => sender === receiver || receiver.shown[i] >= sender.presenceClock),
  );
}
