import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BoardId, ID_PATTERN } from '#board/ids';
import { BlobCorrupt, type Blobs, BlobsUnavailable } from '../blobs.ts';
import { blobFile, readBlobFile } from './checked-blob.ts';
import { makeFolderDurably, removeTemporaries, syncFolder, writeDurably } from './durable-file.ts';

/** Opens the blobs in a folder: one folder per board, one checksummed file per blob. Removes half-written files of a crash. */
export async function openFileBlobs(path: string): Promise<Blobs> {
  await makeFolderDurably(path);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTemporaries(join(path, entry.name));
  }
  return new FileBlobs(path);
}

class FileBlobs implements Blobs {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  put(boardId: BoardId, blobId: string, bytes: Uint8Array): Promise<void> {
    return this.#try('written', async () => {
      await makeFolderDurably(this.#folder(boardId));
      await writeDurably(this.#file(boardId, blobId), await blobFile(nameOf(boardId, blobId), bytes));
    });
  }

  get(boardId: BoardId, blobId: string): Promise<Uint8Array | null> {
    return this.#try('read', async () => {
      try {
        const read = await readBlobFile(nameOf(boardId, blobId), await readFile(this.#file(boardId, blobId)));
        if ('bytes' in read) return read.bytes;
        throw new BlobCorrupt(boardId, blobId, read.fault);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    });
  }

  delete(boardId: BoardId, blobId: string): Promise<void> {
    return this.#try('removed', () => rm(this.#file(boardId, blobId), { force: true }));
  }

  deleteAll(boardId: BoardId): Promise<void> {
    return this.#try('removed', async () => {
      await rm(this.#folder(boardId), { recursive: true, force: true });
      await syncFolder(this.#path);
    });
  }

  /** Ids become file names, so they are checked here as well as at the HTTP interface. */
  #folder(boardId: BoardId): string {
    return join(this.#path, checked(boardId));
  }

  #file(boardId: BoardId, blobId: string): string {
    return join(this.#folder(boardId), checked(blobId));
  }

  async #try<T>(done: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (error instanceof BlobCorrupt) throw error;
      throw new BlobsUnavailable(`a file could not be ${done}`, { cause: error });
    }
  }
}

function nameOf(boardId: BoardId, blobId: string): string {
  return `${boardId}/${blobId}`;
}

function checked(id: string): string {
  if (!ID_PATTERN.test(id)) throw new RangeError('an id that cannot be a file name');
  return id;
}
