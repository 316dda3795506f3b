/** How many rounds a random test runs: `short` in `npm test`, `long` with LONG=1 (`npm run test:long`). */
export function rounds(short: number, long: number): number {
  return process.env.LONG === '1' ? long : short;
}
