// Measures how the cost of our server grows with participants per room, with rooms and with the size of a board, and
// how much memory a connection, an open board and a closed board take. The exponent is fitted by least squares on
// logarithms: 1 is linear, 0 does not grow. Each table is printed and written as soon as it is complete.
// Run: npm run bench:growth [-- --seconds 4] [-- --only rooms,notes --sizes 100,1000] [-- --write docs/performance.md]
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { memoryTable } from './memory.mjs';
import { putBetweenMarks } from './page.mjs';
import { heading, median, short } from './table.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: 'participants,rooms,notes,joins,memory' },
    sizes: { type: 'string' },
    write: { type: 'string' },
  },
});
/** No second rounds after this time. */
const BUDGET_MS = 500_000;
const DELIVERIES_PER_SECOND = 20_000;
/** CPU time comes in steps of 10 ms, so the cost of one join is measured over many. */
const JOINERS = 100;
const NOTES = [100, 500, 1000, 2000, 5000, 10_000, 20_000];
const typing = { kind: 'typing', rooms: 1, clientsPerRoom: 10, perSecond: 400 };
/** Allows boards that are larger than the default limits. */
const manyNotes = { LIMIT_RECORDS_PER_BOARD: '100000', LIMIT_DOCUMENT_BYTES: String(2 ** 30) };
const LABELS = {
  usPerUpdate: 'server CPU per update, µs',
  usPerDelivery: 'per delivery, µs',
  memoryMb: 'memory, MB',
  msPerJoin: 'server CPU per join, ms',
  boardBytes: 'bytes of the board',
  ms: 'time until all have it, ms',
};

const PARTS = {
  participants: {
    title: 'participants in a room, at most 1,000 updates/s and 20,000 deliveries/s',
    sizes: [2, 5, 10, 20, 50, 100, 200, 400],
    figures: ['usPerUpdate', 'usPerDelivery'],
    scenarioOf: (n) => ({ ...typing, clientsPerRoom: n, perSecond: Math.min(1000, DELIVERIES_PER_SECOND / (n - 1)) }),
  },
  rooms: {
    title: 'rooms of 2, 1,000 updates/s in all',
    sizes: [1, 10, 50, 200, 500, 1000, 2000],
    figures: ['usPerUpdate', 'memoryMb'],
    scenarioOf: (n) => ({ ...typing, rooms: n, clientsPerRoom: 2, perSecond: 1000 }),
  },
  notes: {
    title: 'notes on the board, room of 10 at 400/s',
    sizes: NOTES,
    figures: ['usPerUpdate', 'usPerDelivery', 'memoryMb'],
    scenarioOf: (n) => ({ ...typing, notes: n }),
  },
  joins: {
    title: `notes on the board, ${JOINERS} joins at once`,
    sizes: NOTES,
    figures: ['msPerJoin', 'boardBytes', 'ms'],
    scenarioOf: (n) => ({ kind: 'joins', rooms: 1, joiners: JOINERS, notes: n }),
  },
};

const startedAt = performance.now();
const done = [heading(new Date(), ['npm run bench:growth --', ...process.argv.slice(2)].join(' '))];
for (const name of values.only.split(',')) {
  const table = name === 'memory' ? await memoryTable() : await grow(PARTS[name]);
  console.log(`\n${table}\n`);
  done.push(table);
  if (values.write !== undefined) putBetweenMarks(values.write, 'growth', done.join('\n\n'));
}

/** A table of one scenario for all sizes, with the exponent of each figure. */
async function grow({ title, sizes: usual, figures, scenarioOf }) {
  const sizes = values.sizes?.split(',').map(Number) ?? usual;
  const rows = [];
  for (const size of sizes) {
    const scenario = scenarioOf(size);
    const options = { seconds: Number(values.seconds), warmUpSeconds: 2, environment: manyNotes };
    const runs = [await measure('veivalg', scenario, options)];
    // One round is enough where setting up takes long: the figure is an average over many operations anyway.
    const isLarge = scenario.rooms >= 500 || scenario.notes >= 10_000;
    if (!isLarge && performance.now() - startedAt < BUDGET_MS) runs.push(await measure('veivalg', scenario, options));
    const faults = runs.flatMap((run) => run.faults);
    for (const run of runs) run.msPerJoin = run.cpuMs / JOINERS;
    rows.push({ size, faults, figures: figures.map((figure) => median(runs.map((run) => run[figure]))) });
    const at = ((performance.now() - startedAt) / 1000).toFixed(0);
    const found = figures.map((figure, i) => `${LABELS[figure]} ${short(rows.at(-1).figures[i])}`);
    console.error(`${at} s: ${title}: ${size} × ${runs.length}: ${found.join(', ')} ${faults.join('; ')}`);
  }
  const cell = (row, i) => (row.faults.length > 0 ? `FAILED: ${row.faults[0]}` : short(row.figures[i]));
  return [
    `| ${title} | ${figures.map((figure) => LABELS[figure]).join(' | ')} |`,
    `|---|${figures.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.size} | ${figures.map((_, i) => cell(row, i)).join(' | ')} |`),
    `| exponent | ${figures.map((_, i) => short(exponent(rows, i))).join(' | ')} |`,
  ].join('\n');
}

/** The slope of log(figure) over log(size). */
function exponent(rows, i) {
  const points = rows
    .filter((row) => row.faults.length === 0 && row.figures[i] > 0)
    .map((row) => [Math.log(row.size), Math.log(row.figures[i])]);
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
