import type { SnapshotReply } from '#protocol/http-api';
import { isoTime } from '#protocol/iso-time';
import type { BoardRecord, SnapshotRecord } from '../storage/catalog.ts';
import type { HttpParts } from './http-parts.ts';
import { overLimit, ProblemError } from './problem.ts';

/** Stores a state as a snapshot. Throws a ProblemError if the board has as many as it may, or was deleted meanwhile. */
export async function keepSnapshot(
  parts: HttpParts,
  board: BoardRecord,
  name: string,
  state: Uint8Array,
): Promise<SnapshotRecord> {
  const { catalog, blobs, limits } = parts;
  const snapshot: SnapshotRecord = { id: parts.newId(), name, createdAt: parts.now(), bytes: state.length };
  const refuseIfFull = (one: BoardRecord) => {
    if (one.deletedAt !== null) throw new ProblemError('board-deleted');
    if (one.snapshots.length >= limits.snapshotsPerBoard) throw overLimit(limits, 'snapshotsPerBoard');
  };
  refuseIfFull(board);
  await blobs.put(board.id, snapshot.id, state);
  try {
    await catalog.change(board.id, (one) => {
      refuseIfFull(one);
      return { ...one, snapshots: [...one.snapshots, snapshot] };
    });
  } catch (error) {
    await blobs.delete(board.id, snapshot.id);
    throw error;
  }
  return snapshot;
}

/** Replaces the state of a snapshot that no reply has named yet. Returns it with a new id. */
export async function replaceSnapshot(
  parts: HttpParts,
  board: BoardRecord,
  snapshot: SnapshotRecord,
  state: Uint8Array,
): Promise<SnapshotRecord> {
  const { catalog, blobs } = parts;
  const replaced: SnapshotRecord = { ...snapshot, id: parts.newId(), bytes: state.length };
  await blobs.put(board.id, replaced.id, state);
  await catalog.change(board.id, (one) => ({
    ...one,
    snapshots: one.snapshots.map((other) => (other.id === snapshot.id ? replaced : other)),
  }));
  await blobs.delete(board.id, snapshot.id);
  return replaced;
}

/** A snapshot's record. Throws a ProblemError if the board has no snapshot with that id. */
export function snapshotOf(record: BoardRecord, id: string): SnapshotRecord {
  const found = record.snapshots.find((one) => one.id === id);
  if (found === undefined) throw new ProblemError('unknown-snapshot', id);
  return found;
}

/** A snapshot as replies show it. */
export function replyOf({ createdAt, ...rest }: SnapshotRecord): SnapshotReply {
  return { ...rest, createdAt: isoTime(createdAt) };
}

/** A snapshot's state, a Yjs update of the whole document. Throws a ProblemError if there is none. */
export async function snapshotState({ blobs }: HttpParts, record: BoardRecord, id: string): Promise<Uint8Array> {
  const state = await blobs.get(record.id, snapshotOf(record, id).id);
  if (state === null) throw new ProblemError('unknown-snapshot', id);
  return state;
}
