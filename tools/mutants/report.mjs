/** Prints what came of the mutants, and holds the survivors against those that are accepted. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ACCEPTED = 'tests/mutants-accepted.json';

/** Returns the exit code: 1 if a mutant survived that is not accepted. */
export function report(root, mutants, outcomes, untested) {
  const path = join(root, ACCEPTED);
  const accepted = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  const lines = new Map();
  const codeOf = ({ file, line }) => {
    if (!lines.has(file)) lines.set(file, readFileSync(join(root, file), 'utf8').split('\n'));
    return lines.get(file)[line - 1].trim();
  };
  const folders = new Map();
  const survivors = [];
  for (const mutant of mutants) {
    const outcome = outcomeOf(mutant);
    const counts = folders.get(dirname(mutant.file)) ?? {};
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    folders.set(dirname(mutant.file), counts);
    if (outcome === 'survived' || outcome === 'unreached') survivors.push({ ...mutant, outcome });
  }
  function outcomeOf(mutant) {
    const outcome = outcomes.get(mutant.id)?.outcome ?? 'not tried';
    const isAccepted = accepted.some(
      ({ file, code, what }) => file === mutant.file && what === mutant.what && code === codeOf(mutant),
    );
    return isAccepted && outcome === 'survived' ? 'accepted' : outcome;
  }
  for (const { file, line, what, outcome } of survivors)
    console.log(`${file}:${line}  ${what}${outcome === 'unreached' ? '  (no test comes here)' : ''}`);
  for (const [folder, counts] of folders) console.log(`${folder}: ${said(counts)}`);
  const total = {};
  for (const counts of folders.values())
    for (const [outcome, count] of Object.entries(counts)) total[outcome] = (total[outcome] ?? 0) + count;
  if (untested.length > 0) console.log(`${untested.length} files that no unit test imports: ${untested.join(' ')}`);
  console.log(`all: ${said(total)}`);
  return survivors.length > 0 ? 1 : 0;
}

function said({ killed = 0, survived = 0, unreached = 0, accepted = 0, 'not tried': untried = 0 }) {
  const judged = killed + survived + unreached;
  const score = judged === 0 ? '–' : `${((100 * killed) / judged).toFixed(1)} %`;
  const rest = [accepted > 0 && `${accepted} accepted`, untried > 0 && `${untried} not tried`].filter(Boolean);
  return [`${score} killed (${killed} of ${judged}; ${survived} survived, ${unreached} unreached)`, ...rest].join(', ');
}
