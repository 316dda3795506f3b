// Formats the results: every figure as measured, and the table of quotients with their targets.
import { cpus } from 'node:os';
import { SCENARIOS } from './scenarios.mjs';

export function median(numbers) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Median, minimum and maximum of every figure of one scenario, peer by peer, and every fault. */
export function details(name, runs) {
  const lines = [`\n${name}`];
  for (const [peer, of] of Object.entries(runs)) {
    const fields = Object.keys(of.find((run) => run.faults.length === 0) ?? {}).filter(
      (field) => !['faults', 'round', 'isLeast'].includes(field),
    );
    const cells = fields.map((field) => `${field} ${textOf(of.map((run) => run[field]))}`);
    const quotient = quotients(runs, peer, SCENARIOS[name].rows[0]);
    lines.push(
      `  ${peer.padEnd(13)} × ${of.length}: quotient ${short(median(quotient))} [${quotient.map(short).join(' ')}]  ${cells.join('  ')}`,
    );
    for (const run of of) for (const fault of run.faults) lines.push(`    FAILED: ${fault}`);
  }
  return lines.join('\n');
}

/** The first table of docs/performance.md with this run's figures. */
export function table(measured, { date, command }) {
  const names = Object.keys(measured);
  const peers = [...new Set(names.flatMap((name) => Object.keys(measured[name])))].filter((peer) => peer !== 'veivalg');
  const lines = [
    heading(date, command),
    '',
    `| work | ${peers.join(' | ')} | **veivalg** | to reach | |`,
    `|---|${peers.map(() => '---|').join('')}---|---|---|`,
  ];
  for (const name of names) {
    for (const row of SCENARIOS[name].rows) {
      const cell = (peer) => cellOf(measured[name], peer, row);
      const toReach = row.least === undefined ? `≤ ${row.most}` : `≥ ${row.least}`;
      lines.push(
        `| ${row.title} | ${peers.map(cell).join(' | ')} | **${cell('veivalg')}** | ${toReach} | ${verdict(measured[name], row)} |`,
      );
    }
  }
  return lines.join('\n');
}

/** The date, the machine, and the command that repeats the measurement. */
export function heading(date, command) {
  const at = date.toISOString().slice(0, 16).replace('T', ' ');
  return `${at} UTC · ${cpus().length} × ${cpus()[0]?.model.trim()} · Node ${process.version} · \`${command.trim()}\``;
}

/** A peer's figure divided by that of `row.against`, round by round; without `against`, the figure itself. */
function quotients(runs, peer, row) {
  return (runs[peer] ?? []).map((run) => {
    const same = (runs[row.against] ?? []).find((one) => one.round === run.round);
    const other = row.against === undefined ? 1 : same?.[row.figure];
    return run.faults.length + (same?.faults.length ?? 0) > 0 ? Number.NaN : run[row.figure] / other;
  });
}

function cellOf(runs, peer, row) {
  const of = runs[peer];
  if (of === undefined) return '–';
  if (of.some((run) => run.faults.length > 0)) return 'FAILED';
  const figure = median(of.map((run) => run[row.figure]));
  const quotient = short(median(quotients(runs, peer, row)));
  // The load generator was the bottleneck, so the figure is a lower bound.
  const least = of.some((run) => run.isLeast) ? '≥ ' : '';
  return row.against === undefined ? short(figure) : `${least}${quotient} (${short(figure)})`;
}

function verdict(runs, row) {
  const { most, least } = row;
  if (runs.veivalg?.some((run) => run.faults.length > 0)) return 'FAILED';
  const ours = median(quotients(runs, 'veivalg', row));
  if (!Number.isFinite(ours)) return 'not measured';
  return (least === undefined ? ours <= most : ours >= least) ? 'reached' : 'not reached';
}

/** The median, with minimum and maximum if there are several values. */
function textOf(values) {
  if (values.some((value) => typeof value === 'string'))
    return values.filter((value) => value !== undefined).join(', ');
  const numbers = values.filter(Number.isFinite);
  if (numbers.length < 2) return short(median(numbers));
  return `${short(median(numbers))} (${short(Math.min(...numbers))}–${short(Math.max(...numbers))})`;
}

/** A number with few digits. */
export function short(number) {
  if (!Number.isFinite(number)) return '–';
  if (Math.abs(number) >= 1e6) return `${(number / 1e6).toFixed(2)}M`;
  if (Math.abs(number) >= 1e4) return `${(number / 1e3).toFixed(0)}k`;
  return Math.abs(number) >= 100 ? number.toFixed(0) : number.toFixed(2);
}
