// How does the cost of our server grow with participants per room, with rooms, and with the size of a board, and how
// much memory does a connection, an open board and a closed board take? The exponent is fitted by least squares on
// logarithms: 1 is linear, 0 does not grow. Run: npm run bench:growth [-- --seconds 4] [-- --write docs/performance.md]
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { memoryTable } from './memory.mjs';
import { putBetweenMarks } from './page.mjs';
import { heading, median, short } from './table.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: 'participants,rooms,notes,joins,memory' },
    write: { type: 'string' },
  },
});
const wanted = new Set(values.only.split(','));
const typing = { kind: 'typing', rooms: 1, clientsPerRoom: 10, perSecond: 400 };
const DELIVERIES_PER_SECOND = 20_000;
const LABELS = {
  usPerUpdate: 'server CPU per update, µs',
  usPerDelivery: 'per delivery, µs',
  memoryMb: 'memory, MB',
  msPerJoin: 'server CPU per join, ms',
  boardBytes: 'bytes of the board',
  ms: 'time until all have it, ms',
};

const parts = [heading(new Date(), ['npm run bench:growth --', ...process.argv.slice(2)].join(' '))];
if (wanted.has('participants')) {
  parts.push(
    await grow('participants in a room', [2, 5, 10, 20, 50, 100, 200, 400], ['usPerUpdate', 'usPerDelivery'], (n) => ({
      ...typing,
      clientsPerRoom: n,
      perSecond: Math.min(1000, DELIVERIES_PER_SECOND / (n - 1)),
    })),
  );
}
if (wanted.has('rooms')) {
  parts.push(
    await grow(
      'rooms of 2, 1,000 updates/s in all',
      [1, 10, 50, 200, 500, 1000, 2000],
      ['usPerUpdate', 'memoryMb'],
      (n) => ({
        ...typing,
        rooms: n,
        clientsPerRoom: 2,
        perSecond: 1000,
      }),
    ),
  );
}
const SIZES = [100, 500, 1000, 2000, 5000, 10_000, 20_000];
if (wanted.has('notes')) {
  parts.push(
    await grow('notes on the board, room of 10 at 400/s', SIZES, ['usPerUpdate', 'usPerDelivery', 'memoryMb'], (n) => ({
      ...typing,
      notes: n,
    })),
  );
}
if (wanted.has('joins')) {
  parts.push(
    await grow('notes on the board, 20 joins at once', SIZES, ['msPerJoin', 'boardBytes', 'ms'], (n) => ({
      kind: 'joins',
      rooms: 1,
      joiners: 20,
      notes: n,
    })),
  );
}
if (wanted.has('memory')) parts.push(await memoryTable());
const markdown = parts.join('\n\n');
console.log(markdown);
if (values.write !== undefined) putBetweenMarks(values.write, 'growth', markdown);

/** A table of one scenario over sizes, with the exponent of each figure. */
async function grow(title, sizes, figures, scenarioOf) {
  const rows = [];
  for (const size of sizes) {
    const runs = [];
    // Of what takes a minute to set up once is enough: its cost is an average over many rooms anyway.
    const { rooms } = scenarioOf(size);
    for (let round = 0; round < (rooms < 500 ? 2 : 1); round++) {
      runs.push(await measure('veivalg', scenarioOf(size), { seconds: Number(values.seconds), warmUpSeconds: 2 }));
    }
    const faults = runs.flatMap((run) => run.faults);
    for (const run of runs) run.msPerJoin = run.cpuMs / 20;
    rows.push({ size, faults, figures: figures.map((figure) => median(runs.map((run) => run[figure]))) });
    console.error(`${title}: ${size}: ${rows.at(-1).figures.map(short).join(' ')} ${faults.join('; ')}`);
  }
  const cell = (row, i) => (row.faults.length > 0 ? `FAILED: ${row.faults[0]}` : short(row.figures[i]));
  return [
    `| ${title} | ${figures.map((figure) => LABELS[figure]).join(' | ')} |`,
    `|---|${figures.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.size} | ${figures.map((_, i) => cell(row, i)).join(' | ')} |`),
    `| exponent | ${figures.map((_, i) => exponent(rows, i).toFixed(2)).join(' | ')} |`,
  ].join('\n');
}

/** The slope of the figure over the size, both as logarithms. */
function exponent(rows, i) {
  const points = rows
    .filter((row) => row.faults.length === 0 && row.figures[i] > 0)
    .map((row) => [Math.log(row.size), Math.log(row.figures[i])]);
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
