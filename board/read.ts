import { FARTHEST } from './coordinates.ts';
import type { Properties } from './records.ts';

/** Readers of single properties. Each returns a value of its type, whatever a peer has written (I4). */

export function readString(map: Properties, key: string, fallback = ''): string {
  const value = map.get(key);
  return typeof value === 'string' ? value : fallback;
}

export function readNumber(map: Properties, key: string, fallback: number): number {
  const value = map.get(key);
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** The last time that is written with a year of four digits, in milliseconds since 1970. */
const LATEST = Date.UTC(10_000, 0) - 1;

/**
 * A time in milliseconds since 1970, moved to between 1970 and the year 9999: formatting a time that no calendar has
 * throws. Returns null if there is none.
 */
export function readTime(map: Properties, key: string): number | null {
  const value = map.get(key);
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(LATEST, Math.max(0, value)) : null;
}

/** A whole number within bounds, for grid columns, rows and sizes. */
export function readWhole(map: Properties, key: string, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(readNumber(map, key, least))));
}

export function readFlag(map: Properties, key: string): boolean {
  return map.get(key) === true;
}

/** A point on the page, or null. */
export function readPoint(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [x, y] = value as unknown[];
  if (typeof x !== 'number' || typeof y !== 'number') return null;
  return Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST ? [x, y] : null;
}

export function readOneOf<T extends string>(map: Properties, key: string, allowed: readonly T[], fallback: T): T {
  const value = map.get(key);
  return allowed.find((one) => one === value) ?? fallback;
}
