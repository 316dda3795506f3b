/** How many rounds a random test runs: `short` in `npm test`, `long` with LONG=1 (`npm run test:long`). */
export function rounds(short: number, long: number): number {
  return process.env.LONG === '1' ? long : forMutants(short);
}

/** A run over mutants repeats each test some hundred times, and takes a tenth of the rounds (`tools/mutate.mjs`). */
export function forMutants(count: number): number {
  return process.env.MUTANTS === '1' ? Math.ceil(count / 10) : count;
}
