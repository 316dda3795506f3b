const FIRST_MS = 250;
const FIRST_OVERLOADED_MS = 2000;
const MAX_MS = 15_000;
/** A disk that was full for any length of time must be found writable within 5 s (reliability row 8). */
const MAX_OVERLOADED_MS = 3000;
/** More doublings would not change the result. */
const DOUBLINGS = 6;

/**
 * How long to wait before connecting again, in milliseconds. It doubles with each failed attempt, and starts longer if
 * the server said that it is overloaded or cannot store. A restart disconnects everybody at once, so the result is
 * spread from 0.5 to 1.5 times that; otherwise all would come back at once. `random` is from 0 to below 1.
 */
export function pauseMs(attempt: number, overloaded: boolean, random: number): number {
  const first = overloaded ? FIRST_OVERLOADED_MS : FIRST_MS;
  const most = overloaded ? MAX_OVERLOADED_MS : MAX_MS;
  const base = Math.min(first * 2 ** Math.min(attempt, DOUBLINGS), most);
  return base * (0.5 + random);
}
