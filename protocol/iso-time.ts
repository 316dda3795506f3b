/** Milliseconds since 1970 as ISO 8601 in UTC. A time that no calendar has reads as the nearest that one has. */
export function isoTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), 8.64e15)).toISOString();
}
