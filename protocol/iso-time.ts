/** Milliseconds since 1970 as ISO 8601 in UTC. A time before 1970 or beyond the range of Date is moved to its end. */
export function isoTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), 8.64e15)).toISOString();
}
