import type { LimitsReply } from '#protocol/http-api';
import type { LimitName } from '#protocol/limits';
import { requestJson } from './request.ts';
import { readStoredJson, writeStoredJson } from './stored-json.ts';

const LIMITS = 'veivalg.limits';

let limits: Readonly<Record<string, unknown>> = {};

/**
 * Loads the server's limits, so that the page refuses what the server would refuse. Until the server has responded, the
 * limits of the last visit apply. Never rejects: without a response the page works, and the server decides.
 */
export async function loadLimits(): Promise<void> {
  const stored = readStoredJson(LIMITS);
  if (typeof stored === 'object' && stored !== null) limits = { ...stored };
  try {
    const reply = await requestJson<LimitsReply>('/api/limits');
    limits = Object.fromEntries(Object.entries(reply).map(([name, { value }]) => [name, value]));
    writeStoredJson(LIMITS, limits);
  } catch (error) {
    console.warn('Veivalg: the limits could not be loaded', error);
  }
}

/** A limit, in the unit of `/api/limits`; Infinity if this browser has never loaded it. */
export function limitOf(name: LimitName): number {
  const value = limits[name];
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

/** A limit as the `maxLength` of a form field; undefined if this browser has never loaded it. */
export function maxLengthOf(name: LimitName): number | undefined {
  const value = limitOf(name);
  return Number.isFinite(value) ? value : undefined;
}
