import { setTimeout as wait } from 'node:timers/promises';
import type { BoardId } from '#board/ids';
import { BlobCorrupt, type Blobs, BlobsUnavailable } from '../blobs.ts';
import type { BoardRecord, Catalog } from '../catalog.ts';

/** After each blob, {@link checkBlobs} rests so many times as long as that took. */
const REST = 4;

/** Takes what happens to damaged blobs. */
export interface BlobReport {
  damaged(damage: BlobCorrupt): void;
  /** One blob of a board was removed on purpose, or all of them (null). */
  removed(boardId: BoardId, blobId: string | null): void;
}

/**
 * Wraps blobs so that one that its board's record names and that has no file is damaged, not unknown. A blob is stored
 * before the record names it, and removed after the record has forgotten it.
 */
export function knowingBlobs(blobs: Blobs, catalog: Catalog, report: BlobReport): Blobs {
  const get = async (boardId: BoardId, blobId: string) => {
    const bytes = await blobs.get(boardId, blobId);
    const record = bytes === null ? await catalog.get(boardId) : null;
    if (record === null || !blobsOf(record).includes(blobId)) return bytes;
    throw new BlobCorrupt(boardId, blobId, 'it is missing');
  };
  return {
    get: (boardId, blobId) =>
      get(boardId, blobId).catch((error: unknown) => {
        if (error instanceof BlobCorrupt) report.damaged(error);
        throw error;
      }),
    put: (boardId, blobId, bytes) => blobs.put(boardId, blobId, bytes),
    delete: async (boardId, blobId) => {
      await blobs.delete(boardId, blobId);
      report.removed(boardId, blobId);
    },
    deleteAll: async (boardId) => {
      await blobs.deleteAll(boardId);
      report.removed(boardId, null);
    },
  };
}

/**
 * Reads every blob once, so that the operator hears of damage before a member needs the blob. Returns the function that
 * stops it, which resolves when nothing is being read.
 */
export function checkBlobs(blobs: Blobs, catalog: Catalog, warn: (sentence: string) => void): () => Promise<void> {
  const stop = new AbortController();
  const check = async () => {
    for (const { id } of await catalog.list()) {
      const record = await catalog.get(id);
      for (const blobId of record === null ? [] : blobsOf(record)) {
        const start = performance.now();
        await blobs.get(id, blobId).catch((error: unknown) => {
          if (!(error instanceof BlobCorrupt)) throw error;
        });
        await wait(REST * (performance.now() - start), undefined, { ref: false, signal: stop.signal });
      }
    }
  };
  const checked = check().catch((error: unknown) => {
    if (stop.signal.aborted) return;
    if (!(error instanceof BlobsUnavailable)) throw error;
    warn(`the snapshots and pictures could not be checked: ${String(error.cause)}`);
  });
  return async () => {
    stop.abort();
    await checked;
  };
}

function blobsOf({ snapshots, images }: BoardRecord): string[] {
  return [...snapshots.map(({ id }) => id), ...images];
}
