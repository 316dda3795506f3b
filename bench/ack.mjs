// Measures the time from an edit until the server confirms that it is on disk while 50 writers make 10 edits a second
// each on 5 boards. The server is the one that `npm start` runs. Targets: p50 ≤ 20 ms, p99 ≤ 100 ms, all ≤ 1 s.
// Run: npm run bench:ack [-- --seconds 600 --writers 50 --rate 10 --boards 5]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createBoard, LightMember, metricsOf, quantile, startServer } from './light-member.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    writers: { type: 'string', default: '50' },
    rate: { type: 'string', default: '10' },
    boards: { type: 'string', default: '5' },
  },
});
const [seconds, writers, rate, boardCount] = ['seconds', 'writers', 'rate', 'boards'].map((name) =>
  Number(values[name]),
);
const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-ack-'));
const server = await startServer(dataDir);
const boards = [];
for (let i = 0; i < boardCount; i++) boards.push(await createBoard(server.url, `Måling ${i}`));
const spans = [];
let edits = 0;
const members = await Promise.all(
  Array.from({ length: writers }, async (_, i) => {
    const member = new LightMember(`skriver-${i}`);
    const board = boards[i % boards.length];
    member.saved = (ms) => spans.push(ms);
    await member.connect(server.url, board);
    return { member, board };
  }),
);
const end = performance.now() + seconds * 1000;
await Promise.all(
  members.map(async ({ member, board }, i) => {
    let next = performance.now() + ((i / writers) * 1000) / rate;
    while (next < end) {
      await wait(Math.max(0, next - performance.now()));
      member.edit(board.regionId);
      edits += 1;
      next += 1000 / rate;
    }
  }),
);
const patience = performance.now() + 10_000;
while (spans.length < edits && performance.now() < patience) await wait(20);
spans.sort((a, b) => a - b);
const [p50, p99, most] = [quantile(spans, 0.5), quantile(spans, 0.99), spans.at(-1) ?? Number.NaN];
const metrics = await metricsOf(server.url);
const loop =
  metrics.get('veivalg_loop_delay_seconds{quantile="0.999"}') ?? metrics.get('nodejs_eventloop_lag_p99_seconds');
console.log(
  `${edits} edits of ${writers} writers on ${boardCount} boards in ${seconds} s, ${spans.length} saved; edit → saved, ms: ` +
    `p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${most.toFixed(1)}; over 1 s ${spans.filter((ms) => ms > 1000).length}; ` +
    `event loop delay of the server ${(loop * 1000).toFixed(1)} ms; ` +
    `p50 ≤ 20, p99 ≤ 100, all ≤ 1 s: ${p50 <= 20 && p99 <= 100 && most <= 1000 ? 'reached' : 'not reached'}`,
);
for (const { member } of members) member.disconnect();
await server.stop();
await rm(dataDir, { recursive: true });
if (spans.length < edits) {
  console.error(`${edits - spans.length} edits were never confirmed`);
  process.exit(1);
}
