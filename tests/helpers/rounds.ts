/** How many rounds a test runs: few in `npm test`, the full number with LONG=1 (`npm run test:long`). */
export function rounds(short: number, long: number): number {
  return process.env.LONG === '1' ? long : short;
}
