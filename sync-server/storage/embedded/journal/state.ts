/**
 * A state says what is living in the segments up to a point. Each segment begins with one, so that a segment that was
 * lost or cut before is told board by board, what was dead stays dead, and what a failed write left behind does not
 * count. A clean stop leaves one in the file `closed`, which does the same for the last segment.
 */
import type { LivingList } from './board-index.ts';
import { type JournalRecord, readRecord, recordAlone } from './record.ts';

export interface State {
  /** It tells of all records before this byte of this segment. */
  readonly segment: number;
  readonly length: number;
  readonly living: LivingList;
}

/** The file that a clean stop leaves. */
export const CLOSED_FILE = 'closed';
/** It must be read where every journal was lost, and with it the salt. */
export const CLOSED_SALT = 0;

/** The state as the bytes of a record. */
export function stateBytes(salt: number, state: State): Buffer {
  const json = Buffer.from(JSON.stringify(state));
  return recordAlone(salt, { kind: 'state', boardId: '', seq: 0, at: 0, owners: [], updates: [json] });
}

/** Reads {@link stateBytes} from `at` on; null where they are damaged. */
export function readState(bytes: Buffer, at: number, salt: number): State | null {
  const record = readRecord(bytes, at, salt);
  return 'fault' in record ? null : stateOf(record);
}

function stateOf({ kind, updates: [json] }: JournalRecord): State | null {
  return kind === 'state' && json !== undefined ? (JSON.parse(Buffer.from(json).toString()) as State) : null;
}
