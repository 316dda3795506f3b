/**
 * Seeds of the random tests. `SEED=n` always wins. Without it `npm test` uses a fixed seed, so that it never fails by
 * chance, and LONG=1 (`npm run test:long`) draws a new one for each test file. fast-check gets the same seed
 * (`seed-fast-check.ts`); `npm run test:seeds` runs the tests with many.
 */

import { onTestFailed } from 'vitest';
import { forMutants } from './rounds.ts';

const FIXED_SEED = 1;
/** What fast-check and {@link Random} both take, with room for the seeds that follow it. */
const SEEDS_END = 2 ** 31 - 2 ** 20;

/** The seed of this test file. */
export const SEED = chosenSeed(process.env);

function chosenSeed({ SEED, LONG }: NodeJS.ProcessEnv): number {
  if (SEED === undefined || SEED === '') return LONG === '1' ? Date.now() % 1_000_000_000 : FIXED_SEED;
  const seed = Number(SEED);
  if (!/^\d+$/.test(SEED) || seed >= SEEDS_END) throw new RangeError(`SEED must be a whole number below ${SEEDS_END}`);
  return seed;
}

/** Random numbers that follow from a seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** The id of a Yjs document: without one of the seed's, the order of conflicting insertions differs in each run. */
  clientId(): number {
    return 1 + this.below(2 ** 32 - 1);
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to pick from');
    return from[this.below(from.length)] as T;
  }

  maybe<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : this.pick(from);
  }
}

/** The seed for the running test. It is printed, and if the test fails, its error says how to repeat it. */
export function announcedSeed(what: string): number {
  console.info(`${what}: ${inWords(SEED)}`);
  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) {
      if (!error.message.includes('SEED=')) error.message += `\n${what} fails with ${inWords(SEED)}`;
    }
  });
  return SEED;
}

/** Runs once for each of `count` seeds, beginning with {@link SEED}. An error names the seed that failed. */
export function forEachSeed(what: string, count: number, run: (random: Random) => void): void {
  const first = announcedSeed(what);
  for (let seed = first; seed < first + forMutants(count); seed++) {
    try {
      run(new Random(seed));
    } catch (error) {
      throw failsWith(what, seed, error);
    }
  }
}

/** The error of a test that tries several seeds, for the one that failed. */
export function failsWith(what: string, seed: number, cause: unknown): Error {
  return new Error(`${what} fails with ${inWords(seed)}`, { cause });
}

/** What to set in the environment to run a test again: LONG decides how many rounds there are. */
function inWords(seed: number): string {
  return `${process.env.LONG === '1' ? 'LONG=1 ' : ''}SEED=${seed}`;
}
