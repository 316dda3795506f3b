/** Randomness from a seed, so that a failing run can be had again: `SEED=123 npx vitest run …`. */
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

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to pick from');
    return from[this.below(from.length)] as T;
  }

  maybe<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : this.pick(from);
  }
}

/** The seed of this run, told on the console. */
export function announcedSeed(what: string): number {
  const given = process.env.SEED;
  const seed = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
  console.info(`${what}: SEED=${seed}`);
  return seed;
}

/** Runs once with each of so many seeds, this run's and those after it. A failure names the seed that shows it again. */
export function forEachSeed(what: string, count: number, run: (random: Random) => void): void {
  const first = announcedSeed(what);
  for (let seed = first; seed < first + count; seed++) {
    try {
      run(new Random(seed));
    } catch (error) {
      throw new Error(`fails with SEED=${seed}`, { cause: error });
    }
  }
}
