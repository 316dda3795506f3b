import type { BoardId } from '#board/ids';

/** Stored bytes that belong to a board and never change: snapshots and pictures. */
export interface Blobs {
  /** Stores the bytes under a new id. Resolves when they are on disk. Throws BlobsUnavailable. */
  put(boardId: BoardId, blobId: string, bytes: Uint8Array): Promise<void>;
  /** The very bytes that were put, or null if there is no such blob. Throws BlobCorrupt or BlobsUnavailable. */
  get(boardId: BoardId, blobId: string): Promise<Uint8Array | null>;
  /** Removes one; does nothing if there is no such blob. Throws BlobsUnavailable. */
  delete(boardId: BoardId, blobId: string): Promise<void>;
  /** Removes all that belong to a board. Throws BlobsUnavailable. */
  deleteAll(boardId: BoardId): Promise<void>;
}

/** The bytes could not be written or read. A later try may succeed. */
export class BlobsUnavailable extends Error {
  override readonly name = 'BlobsUnavailable';
}

/** A blob's bytes are damaged or missing. Nothing was changed. */
export class BlobCorrupt extends Error {
  override readonly name = 'BlobCorrupt';
  constructor(
    readonly boardId: BoardId,
    readonly blobId: string,
    readonly fault: string,
  ) {
    super(`blob ${blobId} of board ${boardId} is damaged: ${fault}`);
  }
}
