/** Prints what came of the mutants, and compares the survivors with those that are known. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `equivalent`: nobody could tell, with the reason. `open`: no test fails yet. New survivors belong in neither. */
const KNOWN = 'tests/mutants-known.json';

/** Returns the exit code: 1 if a mutant survived that is not known. With `update` the open ones are written anew. */
export function report(root, mutants, outcomes, { untested, update }) {
  const path = join(root, KNOWN);
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { equivalent: [], open: {} };
  const judged = mutants.map((mutant) => judge(root, mutant, outcomes.get(mutant.id), known));
  const open = judged.filter(({ outcome }) => outcome === 'survived' || outcome === 'unreached');
  const fresh = update ? [] : open.filter((mutant) => !isOpen(known, mutant));
  for (const mutant of open) console.log(lineOf(mutant, fresh.includes(mutant)));
  for (const folder of new Set(judged.map(({ file }) => dirname(file))))
    console.log(`${folder}: ${summary(judged.filter(({ file }) => dirname(file) === folder))}`);
  console.log(`all: ${summary(judged)}`);
  if (untested.length > 0) console.log(`${untested.length} files that no unit test imports: ${untested.join(' ')}`);
  if (update) writeFileSync(path, `${JSON.stringify({ ...known, open: merged(known.open, judged, open) }, null, 2)}\n`);
  if (fresh.length > 0)
    console.log(`${fresh.length} survivors are new: kill them, or say in ${KNOWN} why nobody could`);
  return fresh.length > 0 ? 1 : 0;
}

function judge(root, mutant, { outcome = 'not tried' } = {}, known) {
  const key = keyOf(root, mutant);
  const isEquivalent = known.equivalent.some((one) => one.file === mutant.file && one.mutant === key);
  return { ...mutant, key, outcome: isEquivalent && outcome === 'survived' ? 'equivalent' : outcome };
}

/** Names a mutant by the line that it is in, for the number of a line changes with every edit above it. */
function keyOf(root, { file, line, what }) {
  return `${linesOf(join(root, file))[line - 1].trim()} | ${what}`;
}

const texts = new Map();
function linesOf(path) {
  if (!texts.has(path)) texts.set(path, readFileSync(path, 'utf8').split('\n'));
  return texts.get(path);
}

function isOpen(known, { file, key }) {
  return known.open[file]?.includes(key) === true;
}

/** The open ones of files that were run, and of the others those from before. */
function merged(before, judged, open) {
  const all = { ...before };
  for (const { file, outcome } of judged) if (outcome !== 'not tried') delete all[file];
  for (const { file, key } of open) all[file] = [...new Set([...(all[file] ?? []), key])].sort();
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lineOf({ file, line, what, outcome }, isFresh) {
  const notes = [outcome === 'unreached' && 'no test comes here', isFresh && 'new'].filter(Boolean);
  return `${file}:${line}  ${what}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`;
}

function summary(mutants) {
  const count = (outcome) => mutants.filter((one) => one.outcome === outcome).length;
  const [killed, survived, unreached] = ['killed', 'survived', 'unreached'].map(count);
  const judged = killed + survived + unreached;
  const score = judged === 0 ? '–' : `${((100 * killed) / judged).toFixed(1)} %`;
  const rest = ['equivalent', 'not tried'].flatMap((one) => (count(one) > 0 ? [`${count(one)} ${one}`] : []));
  return [`${score} killed (${killed} of ${judged}; ${survived} survived, ${unreached} unreached)`, ...rest].join(', ');
}
