import { type BoardId, ID_PATTERN } from '#board/ids';
import { isObject } from '#board/rules/plain-value';
import type { BoardRecord, Invite, SnapshotRecord } from '../catalog.ts';

/** A stored record. The revision says which of two copies is the later one. */
export interface KeptRecord {
  /** 1-based; grows by one with each change. */
  readonly revision: number;
  readonly record: BoardRecord;
}

/** A record from JSON, or null if the JSON is not one. */
export function readBoardRecord(json: unknown): BoardRecord | null {
  if (!isObject(json)) return null;
  const { id, templates, createdAt, invites, snapshots, images, deletedAt } = json;
  const sound =
    typeof id === 'string' &&
    ID_PATTERN.test(id) &&
    isListOf(templates, isString) &&
    isTime(createdAt) &&
    isObject(invites) &&
    [invites.facilitator, invites.participant, invites.viewer].every((one) => one === null || isInvite(one)) &&
    isListOf(snapshots, isSnapshot) &&
    isListOf(images, isString) &&
    (deletedAt === null || isTime(deletedAt));
  return sound ? (json as unknown as BoardRecord) : null;
}

/** A stored record from JSON, or null if it is not one of the board `id`. */
export function readKeptRecord(json: unknown, id: BoardId): KeptRecord | null {
  if (!isObject(json) || !isRevision(json.revision)) return null;
  const record = readBoardRecord(json.record);
  return record?.id === id ? { revision: json.revision, record } : null;
}

export function isRevision(json: unknown): json is number {
  return Number.isSafeInteger(json) && (json as number) >= 1;
}

function isInvite(json: unknown): json is Invite {
  return isObject(json) && isString(json.hash) && isTime(json.createdAt);
}

function isSnapshot(json: unknown): json is SnapshotRecord {
  return isObject(json) && isString(json.id) && isString(json.name) && isTime(json.createdAt) && isTime(json.bytes);
}

function isListOf<T>(json: unknown, is: (one: unknown) => one is T): json is readonly T[] {
  return Array.isArray(json) && json.every(is);
}

function isString(json: unknown): json is string {
  return typeof json === 'string';
}

function isTime(json: unknown): json is number {
  return typeof json === 'number' && Number.isFinite(json);
}
