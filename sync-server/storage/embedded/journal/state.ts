/**
 * A state lists the entries that are living in the segments up to a point. Each segment begins with one. So the entries
 * of a lost or cut segment before it are reported board by board, dead entries stay dead, and what a failed write left
 * behind does not count. The file `closed` holds a state of the last segment. It is written when that segment is
 * started, so that its loss is noticed, and again at a clean stop, so that a file that is cut later is not taken for a
 * write that a crash interrupted.
 */
import type { LivingList } from './board-index.ts';
import { type JournalRecord, readRecord, recordAlone } from './record.ts';

export interface State {
  /** The state covers all records before the byte `length` of this segment. */
  readonly segment: number;
  readonly length: number;
  readonly living: LivingList;
}

/** The name of the file with the state of the last segment. */
export const CLOSED_FILE = 'closed';
/** The salt is in the journals' names, and `closed` must be readable if all journals are lost. */
export const CLOSED_SALT = 0;

/** The state as the bytes of a record. */
export function stateBytes(salt: number, state: State): Buffer {
  const json = Buffer.from(JSON.stringify(state));
  return recordAlone(salt, { kind: 'state', boardId: '', seq: 0, at: 0, owners: [], updates: [json] });
}

/** Reads {@link stateBytes} from `at` on; null if they are damaged. */
export function readState(bytes: Buffer, at: number, salt: number): State | null {
  const record = readRecord(bytes, at, salt);
  return 'fault' in record ? null : stateOf(record);
}

function stateOf({ kind, updates: [json] }: JournalRecord): State | null {
  return kind === 'state' && json !== undefined ? (JSON.parse(Buffer.from(json).toString()) as State) : null;
}
