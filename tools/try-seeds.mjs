/**
 * `npm run test:seeds -- [--seeds 50] [--first n] [--minutes 60] [--logs folder] [file …]`: runs the random tests, or
 * the files named, once for each of many seeds, and prints which seed failed which test. Ends with 1 if any did.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Tests that run once for each of many seeds go up from theirs: far enough apart, no run repeats another's. */
const STEP = 10_007;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '50' },
    first: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    minutes: { type: 'string', default: '60' },
    logs: { type: 'string' },
  },
});
const [seeds, first, minutes] = [Number(values.seeds), Number(values.first), Number(values.minutes)];
if (!Number.isInteger(seeds) || !Number.isInteger(first) || !(seeds > 0 && first >= 0 && minutes > 0)) {
  process.stderr.write('npm run test:seeds -- [--seeds 50] [--first n] [--minutes 60] [--logs folder] [file …]\n');
  process.exit(2);
}
const files = positionals.length > 0 ? positionals : randomTests();
const end = performance.now() + minutes * 60_000;
const scratch = mkdtempSync(join(tmpdir(), 'veivalg-seeds-'));
if (values.logs !== undefined) mkdirSync(values.logs, { recursive: true });
/** Seeds by the test that they failed. */
const failed = new Map();
let done = 0;
for (; done < seeds && performance.now() < end; done++) {
  const seed = first + done * STEP;
  const failures = await run(seed);
  if (failures === null) break;
  process.stdout.write(`${done + 1}/${seeds} SEED=${seed}: ${failures.length === 0 ? 'passes' : 'fails'}\n`);
  for (const { test, why } of failures) {
    process.stdout.write(`  ${test}\n${why.replaceAll(/^/gm, '    ')}\n`);
    failed.set(test, [...(failed.get(test) ?? []), seed]);
  }
}
rmSync(scratch, { recursive: true });
process.stdout.write(`${files.length} files, ${done} seeds of ${seeds}, ${failed.size} tests failed\n`);
for (const [test, by] of failed) process.stdout.write(`  ${test}: SEED ${by.join(', ')}\n`);
process.exitCode = failed.size > 0 || done === 0 ? 1 : 0;

/** The test files that take their random numbers from a seed. */
function randomTests() {
  return readdirSync('tests', { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('tests', name))
    .filter((path) => /\b(announcedSeed|forEachSeed)\b|'fast-check'/.test(readFileSync(path, 'utf8')));
}

/** What fails with a seed, or null if the time ran out. */
async function run(seed) {
  const report = join(scratch, `${seed}.json`);
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files];
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
    env: { ...process.env, SEED: String(seed), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: Math.ceil(Math.max(1, end - performance.now())),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (values.logs !== undefined) writeFileSync(join(values.logs, `${seed}.log`), output);
  if (performance.now() >= end) return null;
  return code === 0 ? [] : failuresIn(report, output);
}

function failuresIn(report, output) {
  const found = [];
  for (const { name, message, assertionResults } of resultsIn(report)) {
    const file = name.slice(process.cwd().length + 1);
    const bad = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of bad) {
      found.push({
        test: `${file} > ${fullName}`,
        why: shortened(failureMessages.join('\n')),
      });
    }
    if (bad.length === 0 && message !== '') found.push({ test: file, why: message });
  }
  // Errors outside tests are in the output alone.
  return found.length > 0 ? found : [{ test: 'vitest', why: output.slice(-2000) }];
}

/** What it says, without the test runner's own frames. */
function shortened(message) {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'));
  // The report has no words for a time that ran out.
  return lines.slice(0, 20).join('\n').replace('STACK_TRACE_ERROR', 'timed out');
}

function resultsIn(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
