/**
 * A state says what is living in the segments up to a point. Each segment begins with one, so that a segment that was
 * lost or cut before is told board by board, what was dead stays dead, and what a failed write left behind does not
 * count. The file `closed` holds the state of the last segment: written when that is started, so that it is missed
 * where it is gone, and anew at a clean stop, so that a cut is not taken for a write that a crash tore.
 */
import type { LivingList } from './board-index.ts';
import { type JournalRecord, readRecord, recordAlone } from './record.ts';

export interface State {
  /** It tells of all records before this byte of this segment. */
  readonly segment: number;
  readonly length: number;
  readonly living: LivingList;
}

/** The state that lies beside the journals. */
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
