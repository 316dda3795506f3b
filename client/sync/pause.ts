const FIRST_MS = 250;
const FIRST_OVERLOADED_MS = 2000;
const MOST_MS = 15_000;
/** A disk that has room again must be found within 5 s, however long it was full (reliability row 8). */
const MOST_OVERLOADED_MS = 3000;
/** Doubling more often than this changes nothing any more. */
const DOUBLINGS = 6;

/**
 * How long to wait before connecting again, in milliseconds: longer with each attempt that failed, and longer where the
 * server said that it has too much to do or cannot store. Everybody is cut off at once by a restart; spread out over the
 * half and the one and a half of it, they do not come back at once. `random` is from 0 to below 1.
 */
export function pauseMs(attempt: number, overloaded: boolean, random: number): number {
  const first = overloaded ? FIRST_OVERLOADED_MS : FIRST_MS;
  const most = overloaded ? MOST_OVERLOADED_MS : MOST_MS;
  const base = Math.min(first * 2 ** Math.min(attempt, DOUBLINGS), most);
  return base * (0.5 + random);
}
