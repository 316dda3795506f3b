/** Runs Vitest over a plan, and once more from where it was when a mutant has made it hang. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longer than a mutant may take where its loops tick: what is silent for so long hangs outside of them. */
const SILENT_MS = 90_000;

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** What came of each mutant, by id; those that time was too short for are missing. */
export async function run(root, plan, minutes) {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const journal = join(folder, 'journal');
  const until = Date.now() + minutes * 60_000;
  const outcomes = new Map();
  let reach = null;
  for (;;) {
    writeFileSync(journal, '');
    writeFileSync(join(folder, 'plan'), JSON.stringify({ ...plan, journal, reach, tried: [...outcomes.keys()] }));
    const ended = await vitest(root, join(folder, 'plan'), journal, until);
    const entries = read(journal);
    reach ??= entries.find((one) => one.reach !== undefined)?.reach ?? null;
    for (const { mutant, outcome, by } of entries) if (mutant !== undefined) outcomes.set(mutant, { outcome, by });
    for (const { broken, file } of entries)
      if (broken !== undefined) console.log(`fails without a mutant: ${file}: ${broken}`);
    for (const { stateful, failure } of entries)
      if (stateful) console.log(`leaves things behind: ${stateful}: ${failure}`);
    const last = entries.at(-1);
    if (last?.done || Date.now() > until) return outcomes;
    if (last?.start === undefined) throw new Error(`the run ended by itself: ${ended} ${JSON.stringify(last ?? null)}`);
    outcomes.set(last.start, { outcome: 'killed', by: 'it hangs' });
  }
}

function read(journal) {
  if (!existsSync(journal)) return [];
  const lines = readFileSync(journal, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** Resolves when Vitest has ended, by itself or because it was silent for too long. */
function vitest(root, planPath, journal, until) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tools/mutants/vitest.config.ts'];
  // A group of its own, so that its workers can be ended with it.
  const env = { ...process.env, MUTANTS_PLAN: planPath, MUTANTS: '1', SEED: '1', LONG: '' };
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said = (said + data).slice(-2000)));
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  process.once('exit', end);
  const began = Date.now();
  const watch = setInterval(() => {
    const silent = Date.now() - Math.max(began, statSync(journal).mtimeMs);
    const done = readFileSync(journal, 'utf8').endsWith('{"done":true}\n');
    if (done || silent > SILENT_MS || Date.now() > until) end();
  }, 1000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      clearInterval(watch);
      process.off('exit', end);
      end();
      resolve(said);
    });
  });
}
