import type { BoardId } from '#board/ids';

/** Bytes that belong to a board and never change: snapshots and pictures. */
export interface Blobs {
  /** Keeps the bytes under a new id. Resolves when they are on disk. Throws BlobsUnavailable. */
  put(boardId: BoardId, blobId: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or null where there are none. Throws BlobsUnavailable. */
  get(boardId: BoardId, blobId: string): Promise<Uint8Array | null>;
  /** Removes one; none is fine too. Throws BlobsUnavailable. */
  delete(boardId: BoardId, blobId: string): Promise<void>;
  /** Removes all that belong to a board. Throws BlobsUnavailable. */
  deleteAll(boardId: BoardId): Promise<void>;
}

/** The storage did not take or give the bytes. It may be well again later. */
export class BlobsUnavailable extends Error {
  override readonly name = 'BlobsUnavailable';
}
