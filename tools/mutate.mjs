/**
 * `npm run test:mutants -- [files or folders] [--changed [--base REV]] [--most N] [--minutes N] [--update]`
 *
 * Puts small faults into the source, one at a time, and runs the unit tests that reach them. A fault at which no test
 * fails is a survivor: it is printed with its place, and the exit code is 1 unless tests/mutants-known.json has it.
 * `--update` writes those that are there now as open. Why a tool of our own: docs/decisions/0014-mutation-tests.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { instrument } from './mutants/instrument.mjs';
import { report } from './mutants/report.mjs';
import { run } from './mutants/run.mjs';
import { testsOf } from './mutants/tests-of.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where survivors count: elsewhere the tests are those of the server and of the browser, which are not run here. */
const FOLDERS = ['board', 'formats', 'client/canvas', 'client/outline'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: 'boolean', default: false },
    base: { type: 'string', default: 'HEAD~30' },
    most: { type: 'string', default: 'Infinity' },
    minutes: { type: 'string', default: '60' },
    update: { type: 'boolean', default: false },
  },
});

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
const asked = positionals.length > 0 ? positionals : FOLDERS;
const changed = values.changed ? new Set(git('diff', '--name-only', '--diff-filter=d', values.base)) : null;
const files = git('ls-files', '--cached', '--others', '--exclude-standard', ...asked).filter(
  (file) =>
    /\.tsx?$/.test(file) &&
    !file.endsWith('.d.ts') &&
    (changed === null || changed.has(file)) &&
    statSync(ROOT + file).isFile(),
);

const tests = testsOf(ROOT, files);
const untested = files.filter((file) => !tests.imported.has(file));
const sources = {};
const mutants = [];
for (const file of files.filter((one) => tests.imported.has(one))) {
  const made = instrument(file, readFileSync(ROOT + file, 'utf8'), mutants.length + 1);
  sources[ROOT + file] = made.code;
  mutants.push(...made.mutants);
}
const chosen = spread(mutants, Number(values.most));
console.log(
  `${chosen.length} of ${mutants.length} mutants in ${Object.keys(sources).length} files, ${tests.files.length} test files`,
);
const outcomes = await run(ROOT, { sources, mutants: chosen, tests: tests.files }, Number(values.minutes));
process.exitCode = report(ROOT, chosen, outcomes, { untested, update: values.update });

/** At most so many, evenly from all files, the same ones each time. */
function spread(all, most) {
  if (all.length <= most) return all;
  return all.filter((_one, at) => Math.floor((at * most) / all.length) !== Math.floor(((at - 1) * most) / all.length));
}
