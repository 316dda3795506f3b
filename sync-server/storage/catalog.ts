import type { BoardId } from '#board/ids';
import type { Role } from '#board/roles';

/** A link that was handed out. Only the token's SHA-256 is kept, in hexadecimal. */
export interface Invite {
  readonly hash: string;
  readonly createdAt: number;
}

/** A named copy that a facilitator keeps. Its bytes are a blob. */
export interface SnapshotRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly bytes: number;
}

/** What is known of a board without opening it. Times are milliseconds since 1970. */
export interface BoardRecord {
  readonly id: BoardId;
  readonly templates: readonly string[];
  readonly createdAt: number;
  /** null: revoked. */
  readonly invites: Readonly<Record<Role, Invite | null>>;
  readonly snapshots: readonly SnapshotRecord[];
  /** Ids of pictures, each a blob. */
  readonly images: readonly string[];
  /** A deleted board's record stays, so that a link to it can be told from a wrong one. */
  readonly deletedAt: number | null;
}

/** Which boards there are and who may open them. */
export interface Catalog {
  /** The record, or null where there is none. */
  get(boardId: BoardId): Promise<BoardRecord | null>;
  /** Every record, in no order. */
  list(): Promise<readonly BoardRecord[]>;
  /** Adds a board. Resolves when it is on disk. Throws CatalogUnavailable; then the board is not there. */
  add(record: BoardRecord): Promise<void>;
  /**
   * Changes one record and returns the new one, or null where there is none. Changes of one board follow each other,
   * so `change` sees the latest. Resolves when it is on disk. Throws CatalogUnavailable; then nothing has changed.
   */
  change(boardId: BoardId, change: (record: BoardRecord) => BoardRecord): Promise<BoardRecord | null>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Nothing of a catalogue that was there can be read, in none of its copies. Nothing was changed. */
export class CatalogCorrupt extends Error {
  override readonly name = 'CatalogCorrupt';
}

/** The catalogue could not be written. It may be well again later. */
export class CatalogUnavailable extends Error {
  override readonly name = 'CatalogUnavailable';
}
