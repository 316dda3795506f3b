// All clients move the pointer and send their presence at a given rate. A server may skip superseded positions; the
// last one of each client must reach all others.
import { message } from './bytes.mjs';
import { Crowd } from './crowd.mjs';
import { Pace, sleep, until } from './pace.mjs';
import { measureSpan } from './span.mjs';

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
  const measured = await measureSpan(job, { pace, meter, delivered: () => meter.shown });
  const faults = [];
  if (!(await until(() => everybodySeesTheLast(clients), 5000)))
    faults.push('the last presence did not reach all clients');
  const closed = crowd.closed();
  if (closed.length > 0) faults.push(`${closed.length} connections closed: ${closed[0]}`);
  crowd.leave();
  // Superseded positions need not arrive, so CPU is divided by what the server was given, not by what arrived.
  const usPerDelivery = measured.usPerUpdate / (job.clientsPerRoom - 1);
  return { ...measured, usPerDelivery, faults };
}

/** An awareness update of y-protocols with a state like that of our canvas, about 100 bytes of JSON. */
function presence(client, number) {
  const state = Buffer.from(
    JSON.stringify({
      user: { name: `Deltaker ${client.id % 1000}`, color: '#1e88e5' },
      cursor: [1000 + ((number * 7) % 900), 1000 + ((number * 13) % 900)],
      editing: null,
      caret: null,
    }),
  );
  return message([1, client.id, client.presenceClock], state);
}

function everybodySeesTheLast(clients) {
  return clients.every((receiver) =>
    clients.every((sender, i) => sender === receiver || receiver.shown[i] >= sender.presenceClock),
  );
}
