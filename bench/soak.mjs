// Looks for leaks: 50 boards × 10 users for as long as given, on the server that `npm start` runs, with edits, lost
// connections, visitors who come and go, boards that everybody leaves for a while, and exports. Every minute it prints
// the server's memory after a garbage collection, its open files and timers, the open rooms, and the time from an edit
// until it is saved. At the end it prints the slope of the memory after a warm-up, the times for each five minutes, and
// the last third of them compared with the first. Targets: heap ≤ 1 MB/h, open rooms = boards in use, times ± 20 %. It
// uses little CPU itself, so that it can run beside other programs.
// Run: npm run bench:soak [-- --minutes 30 --boards 50 --users 10 --every 10]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createBoard, LightMember, metricsOf, quantile, startServer } from './light-member.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    boards: { type: 'string', default: '50' },
    users: { type: 'string', default: '10' },
    /** Seconds between two edits of one user, on average. */
    every: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const users = Number(values.users);
const everyMs = Number(values.every) * 1000;
const random = randomOf(Number(values.seed));
/** From when a board's last user leaves until the server unloads it: the limit, and some time for the checkpoint. */
const IDLE_MS = 10_000;
const LET_GO_MS = IDLE_MS + 10_000;
/** Edit → saved is reported for this many minutes at a time. */
const WINDOW_MINUTES = 5;
/** Memory grows in the first minutes because code is compiled and caches fill. */
const WARM_UP_MINUTES = Math.min(10, Math.ceil(minutes / 6));

const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-soak-'));
const server = await startServer(dataDir, { LIMIT_IDLE_ROOM_MS: String(IDLE_MS) });
const done = { edits: 0, saved: 0, reconnects: 0, visits: 0, emptied: 0, exports: 0, failedExports: 0, closes: {} };
const running = () => performance.now() < stopAt;
let spans = [];

const boards = [];
for (let i = 0; i < Number(values.boards); i++) {
  const board = await createBoard(server.url, `Varighet ${i}`);
  boards.push({ ...board, index: i, present: 0, leftAt: Number.NEGATIVE_INFINITY, closedUntil: 0 });
}
/** A little later than the last sample, so that users do not leave before it is taken. */
const stopAt = performance.now() + minutes * 60_000 + 5_000;
const ownCpuAtStart = process.cpuUsage();
const tasks = [
  ...boards.flatMap((board) => Array.from({ length: users }, (_, i) => user(board, i))),
  ...boards.map(visitor),
  emptier(),
  exporter(),
];
const failed = Promise.all(tasks);
const samples = await Promise.race([sample(), failed.then(() => new Promise(() => undefined))]);
await failed;
report(samples);
await server.stop();
await rm(dataDir, { recursive: true });

/** Edits from time to time; disconnects about every two minutes and returns with the same document. */
async function user(board, number) {
  const member = new LightMember(`bruker-${board.index}-${number}`);
  member.saved = (ms) => {
    done.saved += 1;
    spans.push(ms);
  };
  await wait(random() * Math.min(everyMs, 10_000));
  while (running()) {
    if (performance.now() < board.closedUntil) {
      await wait(500 + random() * 500);
      continue;
    }
    await stay(member, board, board.participant, async () => {
      const until = performance.now() + 30_000 + random() * 180_000;
      while (member.open && performance.now() < until && running() && performance.now() >= board.closedUntil) {
        await wait(Math.min(2 * random() * everyMs, Math.max(0, stopAt - performance.now())));
        if (!member.open) break;
        member.edit(board.regionId);
        done.edits += 1;
      }
      // Waits until its last edits are confirmed: others would be sent again and measured twice.
      for (let i = 0; i < 500 && member.open && member.unsaved > 0; i++) await wait(10);
    });
    done.reconnects += 1;
  }
}

/** Opens a board for a while and leaves, repeatedly. */
async function visitor(board) {
  while (running()) {
    await wait(Math.min(5_000 + random() * 60_000, Math.max(0, stopAt - performance.now())));
    if (!running() || performance.now() < board.closedUntil) continue;
    const member = new LightMember('gjest');
    await stay(member, board, board.viewer, () => wait(random() * 5_000));
    done.visits += 1;
  }
}

async function stay(member, board, token, task) {
  board.present += 1;
  member.closed = (code) => {
    done.closes[code] = (done.closes[code] ?? 0) + 1;
  };
  await member.connect(server.url, board, token);
  if (!member.open) await wait(1000);
  await task();
  member.disconnect();
  board.present -= 1;
  board.leftAt = performance.now();
}

/** Once a minute everybody leaves one board in ten for 45 s, so that the server unloads it. */
async function emptier() {
  // Samples then find boards that everybody left 40 s earlier.
  await wait(20_000);
  for (let round = 0; running(); round++) {
    for (const board of boards) {
      if (board.index % 10 !== round % 10) continue;
      board.closedUntil = performance.now() + 45_000;
      done.emptied += 1;
    }
    await wait(Math.min(60_000, Math.max(0, stopAt - performance.now())));
  }
}

async function exporter() {
  const formats = ['xlsx', 'md', 'json'];
  while (running()) {
    await wait(Math.min(10_000, Math.max(0, stopAt - performance.now())));
    const board = boards[Math.floor(random() * boards.length)];
    const format = formats[done.exports % formats.length];
    board.leftAt = performance.now();
    const response = await fetch(`${server.url}/api/boards/${board.id}/export?format=${format}`, {
      headers: { authorization: `Bearer ${board.viewer}` },
    });
    await response.arrayBuffer();
    board.leftAt = performance.now();
    if (response.ok) done.exports += 1;
    else done.failedExports += 1;
  }
}

async function sample() {
  const taken = [];
  console.log('minute  heap MB  RSS MB  files  timers  rooms (with users, may be open)  p50 ms  p99 ms  edits');
  const start = performance.now();
  while (taken.length < minutes) {
    await wait(start + (taken.length + 1) * 60_000 - performance.now());
    server.process.kill('SIGUSR2');
    await wait(300);
    const metrics = await metricsOf(server.url);
    const now = performance.now();
    const withUsers = boards.filter(({ present }) => present > 0).length;
    const mayBeOpen = boards.filter(({ present, leftAt }) => present > 0 || now - leftAt < LET_GO_MS).length;
    const sorted = spans.sort((a, b) => a - b);
    spans = [];
    const one = {
      minute: taken.length + 1,
      heap: metrics.get('nodejs_heap_size_used_bytes') / 1e6,
      external: metrics.get('nodejs_external_memory_bytes') / 1e6,
      rss: metrics.get('process_resident_memory_bytes') / 1e6,
      files: metrics.get('process_open_fds'),
      timers: metrics.get('nodejs_active_resources{type="Timeout"}') ?? 0,
      rooms: metrics.get('veivalg_rooms'),
      withUsers,
      mayBeOpen,
      sorted,
    };
    taken.push(one);
    console.log(
      [
        String(one.minute).padStart(6),
        one.heap.toFixed(1).padStart(8),
        one.rss.toFixed(0).padStart(7),
        String(one.files).padStart(6),
        String(one.timers).padStart(7),
        `${one.rooms} (${withUsers}, ${mayBeOpen})`.padStart(12),
        quantile(sorted, 0.5).toFixed(1).padStart(27),
        quantile(sorted, 0.99).toFixed(1).padStart(7),
        String(sorted.length).padStart(6),
      ].join(' '),
    );
  }
  return taken;
}

function report(taken) {
  const late = taken.filter(({ minute }) => minute > WARM_UP_MINUTES);
  const perHour = (key) => {
    const { slope, error } = line(late.map((one) => one[key]));
    return `${(slope * 60).toFixed(2)} ± ${(2 * error * 60).toFixed(2)}`;
  };
  const third = Math.max(1, Math.floor(taken.length / 3));
  const p99Of = (some) =>
    quantile(
      some.flatMap(({ sorted }) => sorted).sort((a, b) => a - b),
      0.99,
    );
  const [first, last] = [p99Of(taken.slice(0, third)), p99Of(taken.slice(-third))];
  const tooMany = taken.filter(({ rooms, mayBeOpen }) => rooms > mayBeOpen).length;
  const tooFew = taken.filter(({ rooms, withUsers }) => rooms < withUsers).length;
  const windows = [];
  for (let i = 0; i < taken.length; i += WINDOW_MINUTES) windows.push(p99Of(taken.slice(i, i + WINDOW_MINUTES)));
  const { user: us, system } = process.cpuUsage(ownCpuAtStart);
  console.log(
    `${JSON.stringify(done)}\n` +
      `after minute ${WARM_UP_MINUTES}, ± twice the standard error: heap ${perHour('heap')} MB/h, outside the heap ${perHour('external')} MB/h, ` +
      `RSS ${perHour('rss')} MB/h, files ${perHour('files')}/h, timers ${perHour('timers')}/h\n` +
      `samples with open rooms that nobody uses: ${tooMany}; with fewer rooms than boards in use: ${tooFew}; of ${taken.length}\n` +
      `edit → saved p99 of every ${WINDOW_MINUTES} minutes, ms: ${windows.map((ms) => ms.toFixed(1)).join(' ')}\n` +
      `edit → saved p99: first third ${first.toFixed(1)} ms, last third ${last.toFixed(1)} ms (${((last / first - 1) * 100).toFixed(0)} %)\n` +
      `this program's own CPU: ${((us + system) / 1e4 / (minutes * 60)).toFixed(1)} % of a core`,
  );
}

/** Least squares: the slope per step and its standard error. */
function line(numbers) {
  const middle = (numbers.length - 1) / 2;
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const under = numbers.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = numbers.reduce((sum, one, i) => sum + (i - middle) * (one - mean), 0) / under;
  const rest = numbers.reduce((sum, one, i) => sum + (one - mean - slope * (i - middle)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (numbers.length - 2) / under) };
}

function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
