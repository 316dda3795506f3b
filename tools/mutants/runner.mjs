/**
 * Runs in Vitest's worker. First every test runs once, and what mutants it reaches is noted. Then each mutant is switched
 * on, and the tests that reach it run until one fails. Modules are evaluated anew where the mutant is reached by that.
 * What comes out is appended to the plan's journal, line by line, so a run that is ended goes on where it was.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { startTests } from '@vitest/runner';
import { TestRunner, vi } from 'vitest';

const plan = JSON.parse(readFileSync(process.env.MUTANTS_PLAN ?? '', 'utf8'));
const note = (entry) => appendFileSync(plan.journal, `${JSON.stringify(entry)}\n`);

/** Of a mutant that makes a loop endless, or work so much slower that it comes to the same. */
const LONGEST_MS = 1500;
/** Tests that take longer are left out, and so is what is more than this in all for one mutant: the quicker must tell. */
const SLOWEST_TEST_MS = 100;
const MOST_MS = 800;

/** The processor's time, for that of the clock says little on a machine that others use. */
function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

let active = 0;
let reached = new Set();
let ticks = 0;
let deadline = Number.POSITIVE_INFINITY;
globalThis.__mutant = (id) => {
  reached.add(id);
  return id === active;
};
globalThis.__tick = () => {
  ticks += 1;
  if (ticks % 1000 === 0 && now() > deadline) throw new Error('the mutant takes too long');
};

/** Runs one test file and keeps what comes out to itself. */
class QuietRunner extends TestRunner {
  /** Ids of the tests to run; null for all. */
  only = null;
  stopAtFailure = true;
  failed = null;
  onTest = null;

  async onBeforeRunTask(test) {
    if (this.only !== null && !this.only.has(test.id)) test.mode = 'skip';
    await super.onBeforeRunTask(test);
    this.onTest?.(test, true);
  }

  /** An error says only that there was one: to print what differs in a board costs more than the test. */
  async runTask(test) {
    try {
      await TestRunner.getTestFn(test)();
    } catch {
      throw 'failed';
    }
  }

  onAfterRunTask(test) {
    super.onAfterRunTask(test);
    this.onTest?.(test, false);
    if (test.result?.state !== 'fail') return;
    this.failed = test.name;
    if (this.stopAtFailure) this.cancelRun = true;
  }
}

// biome-ignore lint/style/noDefaultExport: Vitest takes a runner by its default export.
export default class MutantsRunner extends TestRunner {
  async onAfterRunFiles() {
    super.onAfterRunFiles();
    const quiet = () => {
      const runner = new QuietRunner(this.config);
      Object.defineProperty(runner, 'moduleRunner', { value: this.moduleRunner });
      runner.__setTraces(this._otel);
      return runner;
    };
    await tryAll(quiet);
    note({ done: true });
  }
}

async function tryAll(quiet) {
  const reach = plan.reach ?? (await learn(quiet));
  const tried = new Set(plan.tried);
  Error.stackTraceLimit = 0;
  for (const { id } of plan.mutants) {
    if (tried.has(id)) continue;
    note({ start: id });
    note({ mutant: id, ...(await tryOne(quiet, id, reach)) });
  }
}

/** Runs all tests without a mutant. Returns of each file what its import and each of its tests reach. */
async function learn(quiet) {
  const reach = [];
  for (const file of plan.tests) {
    const runner = quiet();
    const tests = {};
    const whole = new Set();
    let began = 0;
    runner.stopAtFailure = false;
    runner.onTest = (test, begins) => {
      if (begins) began = now();
      else if (test.result?.state === 'pass') tests[test.id] = { ms: now() - began, mutants: [...reached] };
      else if (test.result?.state === 'fail') note({ broken: test.name, file });
      if (begins) for (const id of reached) whole.add(id);
      reached = new Set();
    };
    reached = new Set();
    const start = now();
    let importMs = 0;
    runner.onCollected = () => {
      importMs = now() - start;
    };
    note({ learn: file });
    await runFile(runner, file, true);
    for (const id of reached) whole.add(id);
    reach.push({ file, importMs, whole: [...whole], tests });
  }
  note({ reach });
  return reach;
}

/** What killed the mutant before tells of this one most often, so it is asked first. */
let killer = '';

async function tryOne(quiet, id, reach) {
  const files = telling(id, reach);
  if (files.length === 0) return { outcome: 'unreached' };
  active = id;
  try {
    for (const { file, only, ms, atImport } of files) {
      const runner = quiet();
      runner.only = only;
      ticks = 0;
      deadline = now() + LONGEST_MS + 5 * ms;
      const failure = await runFile(runner, file, atImport);
      if (failure === null) continue;
      killer = file;
      // Of each few, whether the tests pass without the mutant again: they might have left something behind.
      if (id % 10 === 0) await checkThatItPasses(quiet, file, only);
      return { outcome: 'killed', by: `${file}: ${failure}` };
    }
    return { outcome: 'survived' };
  } finally {
    active = 0;
    deadline = Number.POSITIVE_INFINITY;
  }
}

/** The test files that reach a mutant, with the ids of the tests that do; the quickest first, until it is enough. */
function telling(id, reach) {
  const files = reach.flatMap(({ file, importMs, whole, tests }) => {
    const atImport = whole.includes(id);
    const ids = Object.entries(tests).filter(
      ([, { ms, mutants }]) => ms < SLOWEST_TEST_MS && (atImport || mutants.includes(id)),
    );
    const ms = ids.reduce((sum, [, test]) => sum + test.ms, importMs);
    return ids.length === 0 ? [] : [{ file, only: new Set(ids.map(([one]) => one)), ms, atImport }];
  });
  files.sort((a, b) => Number(b.file === killer) - Number(a.file === killer) || a.ms - b.ms);
  let spent = 0;
  return files.filter(({ ms }, at) => {
    spent += ms;
    return at === 0 || spent < MOST_MS;
  });
}

async function checkThatItPasses(quiet, file, only) {
  if (STATEFUL.has(file)) return;
  active = 0;
  deadline = Number.POSITIVE_INFINITY;
  const runner = quiet();
  runner.only = only;
  const failure = await runFile(runner, file, false);
  if (failure === null) return;
  STATEFUL.add(file);
  note({ stateful: file, failure });
}

/** Test files whose modules are evaluated anew for each mutant: those with mocks, and those that leave things behind. */
const STATEFUL = new Set(plan.tests.filter((file) => readFileSync(file, 'utf8').includes('vi.mock(')));

/** What failed in a test file, or null. */
async function runFile(runner, file, isFresh) {
  const { evaluatedModules } = runner.workerState;
  const module = evaluatedModules.getModuleById(file);
  if (isFresh || STATEFUL.has(file) || module === undefined) {
    runner.moduleRunner.mocker?.reset();
    vi.resetModules();
  } else evaluatedModules.invalidateModule(module);
  vi.useRealTimers();
  try {
    const [result] = await startTests([{ filepath: file }], runner);
    if (runner.failed !== null) return runner.failed;
    return result?.result?.state === 'fail' ? 'the file as a whole' : null;
  } catch (error) {
    return String(error);
  } finally {
    vi.restoreAllMocks();
    if (isFresh || STATEFUL.has(file)) {
      runner.moduleRunner.mocker?.reset();
      vi.resetModules();
    }
  }
}
