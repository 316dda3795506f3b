import type { BoardId } from '#board/ids';
import type { Role } from '#board/roles';

/** A link of invitation. Only the SHA-256 of its token is stored, in hexadecimal. */
export interface Invite {
  readonly hash: string;
  readonly createdAt: number;
}

/** A named copy that a facilitator took. Its bytes are a blob. */
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
  /** The record of a deleted board stays, so that a link to it is answered differently from a wrong link. */
  readonly deletedAt: number | null;
}

/** Which boards there are and who may open them. */
export interface Catalog {
  /** The record, or null if there is no such board. */
  get(boardId: BoardId): Promise<BoardRecord | null>;
  /** Every record, in no particular order. */
  list(): Promise<readonly BoardRecord[]>;
  /** Adds a board. Resolves when it is on disk. Throws CatalogUnavailable; then the board was not added. */
  add(record: BoardRecord): Promise<void>;
  /**
   * Changes one record and returns the new one, or null if there is no such board. Changes of one board run one after
   * the other, so `change` sees the latest. Resolves when it is on disk. Throws CatalogUnavailable; then nothing
   * changed.
   */
  change(boardId: BoardId, change: (record: BoardRecord) => BoardRecord): Promise<BoardRecord | null>;
  /** Waits for writes under way. */
  close(): Promise<void>;
}

/** There is a catalogue, but none of its copies can be read. Nothing was changed. */
export class CatalogCorrupt extends Error {
  override readonly name = 'CatalogCorrupt';
}

/** The catalogue could not be written. A later try may succeed. */
export class CatalogUnavailable extends Error {
  override readonly name = 'CatalogUnavailable';
}
