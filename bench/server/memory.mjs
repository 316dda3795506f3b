// Memory of our server for idle connections, open boards, and boards that were open. Garbage is collected before each
// reading, so that only memory in use counts. Resident memory is reported too; it is larger, because the process
// returns freed memory to the system late and in part.
import { join } from 'node:path';
import { metricsOf } from '../light-member.mjs';
import { Client } from './load/client.mjs';
import { Meter } from './load/meter.mjs';
import { sleep, until } from './load/pace.mjs';
import { startPeer } from './peers.mjs';
import { memoryKb } from './proc.mjs';
import { short } from './table.mjs';

const CONNECTIONS = 2000;
const BOARDS = 500;
const CYCLES = 3;
const IDLE_ROOM_MS = 500;
/** The memory of closed connections is freed some seconds later. */
const LET_GO_MS = 12_000;
const PATIENCE_MS = 60_000;
const AT_ONCE = 100;

/** Measures, and returns the table. */
export async function memoryTable() {
  const nodeOptions = ['--expose-gc', '--require', join(import.meta.dirname, 'gc-on-signal.cjs')];
  const environment = { LIMIT_IDLE_ROOM_MS: String(IDLE_ROOM_MS) };
  const server = await startPeer('veivalg', { rooms: BOARDS + 1, nodeOptions, environment });
  try {
    const [crowded, ...boards] = server.rooms;
    await closeAll(await openAll(server, [crowded]));
    await settled(server);
    const before = await memoryOf(server);
    const idle = await openAll(
      server,
      Array.from({ length: CONNECTIONS }, () => crowded),
    );
    const perConnection = each(await memoryOf(server), before, CONNECTIONS);
    await closeAll(idle);
    await settled(server);

    const start = await memoryOf(server);
    const after = [];
    let open = null;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const clients = await openAll(server, boards);
      open = await memoryOf(server);
      await closeAll(clients);
      await settled(server);
      after.push(await memoryOf(server));
      console.error(
        `memory: cycle ${cycle + 1} of ${CYCLES}, kB: open ${open.map(short)}, closed ${after.at(-1).map(short)}`,
      );
    }
    const perOpen = each(open, after.at(-1), BOARDS).map((kb, i) => kb - perConnection[i]);
    const perClosed = each(after.at(-1), after[0], BOARDS * (CYCLES - 1));
    const row = (title, kb) => `| ${title} | ${kb.map(short).join(' | ')} |`;
    return [
      '| memory of | held after garbage is collected, kB | resident, kB |',
      '|---|---|---|',
      row(`the server with ${BOARDS} boards in its catalogue, none open`, start),
      row(`one idle connection (of ${CONNECTIONS})`, perConnection),
      row(`one open board as made from its template (of ${BOARDS}), without its connection`, perOpen),
      row('one closed board, each time that it has been open', perClosed),
    ].join('\n');
  } finally {
    await server.stop();
  }
}

async function openAll(server, rooms) {
  const clients = [];
  for (const [i, room] of rooms.entries()) {
    const id = 0x50000000 + i;
    const one = new Client({ port: server.port, room, id, first: 0, size: 0, meter: new Meter(0, 0), acks: false });
    clients.push(one);
    await one.socket.opened;
    one.greet();
    if (i % AT_ONCE === 0) await until(() => clients.every((client) => client.synced), PATIENCE_MS);
  }
  if (!(await until(() => clients.every((client) => client.synced), PATIENCE_MS)))
    throw new Error('not all clients could join');
  return clients;
}

async function closeAll(clients) {
  for (const client of clients) client.socket.close();
  await sleep(200);
}

/** Waits until boards without users are unloaded and the memory of their connections is freed. */
async function settled({ port }) {
  const url = `http://127.0.0.1:${port}`;
  for (const end = performance.now() + PATIENCE_MS; ; await sleep(200)) {
    if ((await metricsOf(url)).get('veivalg_rooms') === 0) break;
    if (performance.now() > end) throw new Error('boards without users stay open');
  }
  await sleep(LET_GO_MS);
}

/** Kilobytes after a garbage collection: in use on and outside the heap, and resident. */
async function memoryOf({ pid, port }) {
  for (let i = 0; i < 3; i++) {
    process.kill(pid, 'SIGUSR2');
    await sleep(300);
  }
  const metrics = await metricsOf(`http://127.0.0.1:${port}`);
  const held = metrics.get('nodejs_heap_size_used_bytes') + metrics.get('nodejs_external_memory_bytes');
  return [held / 1000, memoryKb(pid).now];
}

/** The difference, divided by the number of things that made it. */
function each(later, earlier, count) {
  return later.map((kb, i) => (kb - earlier[i]) / count);
}
