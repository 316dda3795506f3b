import type { BoardId } from '#board/ids';

/** A Yjs client id and the member who first used it. Nobody else may add anything under that id. */
export interface ClientIdOwner {
  readonly clientId: number;
  /**
   * What the server keeps of a member's key: 22 characters, the first 128 bits of its SHA-256 in base64url. After `~` if
   * the member has not written under the id since the folder was restored from a backup.
   */
  readonly member: string;
}

/** What one board's log holds, in the order in which it was appended. */
export interface LoadedLog {
  /** Updates to apply in this order; the first may be a checkpoint of everything before it. Empty: no such board. */
  readonly updates: readonly Uint8Array[];
  /** The last entry's number; 0 when there is none. The next append takes the number after it. */
  readonly seq: number;
  /** How many entries a checkpoint would fold together. */
  readonly entries: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** When the last entry was appended, milliseconds since 1970; null when it is the first or there is none. */
  readonly changedAt: number | null;
  /** Who owns which client ids, from the checkpoint and every entry since. */
  readonly owners: readonly ClientIdOwner[];
}

/** One commit: the updates that were gathered while the commit before it was written. */
export interface LogEntry {
  /** 1-based, without gaps. */
  readonly seq: number;
  readonly updates: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Client ids that were used for the first time in this commit. */
  readonly owners?: readonly ClientIdOwner[];
}

/** Replaces every entry up to and including `seq`. */
export interface Checkpoint {
  readonly seq: number;
  readonly state: Uint8Array;
  readonly at: number;
  /** All owners up to here. */
  readonly owners?: readonly ClientIdOwner[];
}

/**
 * The updates of every board, in order, on durable storage.
 *
 * Holes are worse than losses: Yjs holds back everything that a writer did after a missing update. So entries of one
 * board are appended one at a time by one room, and what is read back is checked for damage and for gaps.
 */
export interface BoardLog {
  /** Reads a whole board. Throws LogCorrupt, leaving the data untouched, where an entry is damaged or missing. */
  load(boardId: BoardId): Promise<LoadedLog>;
  /** Resolves when the entry is on disk. Throws LogUnavailable; the room must then close and be loaded again. */
  append(boardId: BoardId, entry: LogEntry): Promise<void>;
  /**
   * Replaces every entry up to and including `seq` by one state, atomically: after a crash there is either the old log
   * or the new one. Resolves when that is on disk. Throws LogUnavailable.
   */
  checkpoint(boardId: BoardId, checkpoint: Checkpoint): Promise<void>;
  /** Removes a board's entries, if there are any. Resolves when that is on disk. Throws LogUnavailable. */
  delete(boardId: BoardId): Promise<void>;
  /** Resolves when a durable write has succeeded. Throws LogUnavailable. */
  ping(): Promise<void>;
  /** Waits for writes under way and releases the storage. */
  close(): Promise<void>;
}

/** A board's log is damaged. Nothing was changed. */
export class LogCorrupt extends Error {
  override readonly name = 'LogCorrupt';
  constructor(
    readonly boardId: BoardId,
    /** The number of the entry that is damaged or missing. */
    readonly seq: number,
    readonly fault: string,
    /** What can still be trusted: everything before the damage, or the previous checkpoint. Null: nothing. */
    readonly sound: LoadedLog | null = null,
  ) {
    super(`the log of board ${boardId} is damaged at entry ${seq}: ${fault}`);
  }
}

/** The storage could not be written or read. A later try may succeed. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}
