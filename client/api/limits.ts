import type { LimitsReply } from '#protocol/http-api';
import type { LimitName } from '#protocol/limits';
import { readStoredJson, writeStoredJson } from './stored-json.ts';
import { requestJson } from './request.ts';

const LIMITS = 'veivalg.limits';

let limits: Readonly<Record<string, unknown>> = {};

/**
 * Learns the server's limits, so that the page refuses what the server would refuse. Until an answer has come, those of
 * the last visit hold. Never rejects: a page without an answer goes on, and the server decides.
 */
export async function learnLimits(): Promise<void> {
  const remembered = readStoredJson(LIMITS);
  if (typeof remembered === 'object' && remembered !== null) limits = { ...remembered };
  try {
    const reply = await requestJson<LimitsReply>('/api/limits');
    limits = Object.fromEntries(Object.entries(reply).map(([name, { value }]) => [name, value]));
    writeStoredJson(LIMITS, limits);
  } catch (error) {
    console.warn('Veivalg: the limits are not known yet', error);
  }
}

/** A limit in the unit of `/api/limits`; Infinity while this browser has never been told. */
export function limitOf(name: LimitName): number {
  const value = limits[name];
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

/** A limit as the `maxLength` of a form's field; undefined while it is not known. */
export function maxLengthOf(name: LimitName): number | undefined {
  const value = limitOf(name);
  return Number.isFinite(value) ? value : undefined;
}
