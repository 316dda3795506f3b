// What does a durable append cost? The journal against a bare write + fdatasync for each append, in turn in the same
// run: appends a second, and processor time (all threads) per append, with 1, 50 and 1,000 under way.
// A last row appends at a fixed pace, as a busy server does: 2,000/s from 200 boards that commit together every 8 ms.
// Run: npm run bench:journal [-- --seconds 2 --rounds 3]
import { mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '3' } },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const folder = await mkdtemp(join(tmpdir(), 'veivalg-journal-'));
await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: join(root, 'sync-server/storage/embedded/journal/open-journal.ts'),
    target: 'node20',
    outDir: join(folder, 'built'),
  },
});
const { openJournal } = await import(join(folder, 'built', 'open-journal.js'));
const update = new Uint8Array(300).fill(7);
const boardOf = (i) => `board-${String(i).padStart(16, '0')}`;

const stores = {
  journal: async (path) => {
    const log = await openJournal(path, { warn: (sentence) => console.error(sentence) });
    return {
      append: (board, seq) => log.append(boardOf(board), { seq, at: seq, updates: [update] }),
      close: () => log.close(),
    };
  },
  'write + fdatasync': async (path) => {
    const file = await openFile(path, 'a');
    return {
      append: async () => {
        await file.write(update);
        await file.datasync();
      },
      close: () => file.close(),
    };
  },
};

/** Each board appends its next entry as soon as the previous one is on disk. */
async function asFastAsItGoes(store, boards) {
  let appended = 0;
  const end = performance.now() + seconds * 1000;
  const one = async (board) => {
    for (let seq = 1; performance.now() < end; seq++) {
      await store.append(board, seq);
      appended += 1;
    }
  };
  await Promise.all(Array.from({ length: boards }, (_, board) => one(board)));
  return appended;
}

/** 200 boards with 10 appends a second each, sixteen of them every 8 ms. */
async function atAPace(store) {
  const boards = 200;
  let appended = 0;
  const started = performance.now();
  for (let tick = 0; performance.now() < started + seconds * 1000; tick++) {
    const together = [];
    for (let i = 0; i < 16; i++, appended++) {
      together.push(store.append(appended % boards, Math.floor(appended / boards) + 1));
    }
    await Promise.all(together);
    await wait(Math.max(0, started + (tick + 1) * 8 - performance.now()));
  }
  return appended;
}

const loads = [1, 50, 1000].map((boards) => [`${boards} at once`, (store) => asFastAsItGoes(store, boards)]);
loads.push(['2,000/s, 16 together', atAPace]);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rows = [];
let files = 0;
for (const [load, run] of loads) {
  const found = new Map(Object.keys(stores).map((name) => [name, { perSecond: [], micros: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, start] of Object.entries(stores)) {
      const store = await start(join(folder, `store-${++files}`));
      await store.append(0, 0);
      const [cpu, started] = [process.cpuUsage(), performance.now()];
      const appended = await run(store);
      const { user, system } = process.cpuUsage(cpu);
      found.get(name).perSecond.push((appended * 1000) / (performance.now() - started));
      found.get(name).micros.push((user + system) / appended);
      await store.close();
    }
  }
  for (const [name, { perSecond, micros }] of found) {
    rows.push({
      load,
      store: name,
      'appends/s': Math.round(median(perSecond)),
      'µs CPU/append': median(micros).toFixed(1),
    });
  }
}
console.table(rows);
await rm(folder, { recursive: true, force: true });
