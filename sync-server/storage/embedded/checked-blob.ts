/**
 * The file of a blob: a line with the SHA-256 of the rest, a line with the blob's name and length, and its bytes. The
 * name is in it so that a file in another's place is found, too.
 */
import { createHash, webcrypto } from 'node:crypto';

const SUM_LENGTH = 64;
const REST = SUM_LENGTH + 1;
/** Both lines are shorter than this. */
const HEAD_LENGTH = 256;

/** The result of reading a file: the blob's bytes, or a sentence about what is wrong with the file. */
export type CheckedBlob = { readonly bytes: Uint8Array } | { readonly fault: string };

/** The content of a blob's file. It is summed on another thread: a large snapshot would hold everybody up. */
export async function blobFile(name: string, bytes: Uint8Array): Promise<Buffer> {
  const file = Buffer.concat([Buffer.from(`${'0'.repeat(SUM_LENGTH)}\n${name} ${bytes.length}\n`), bytes]);
  file.write(await sumOf(file.subarray(REST)), 'latin1');
  return file;
}

/** Reads what {@link blobFile} made under this name. */
export async function readBlobFile(name: string, file: Buffer): Promise<CheckedBlob> {
  const fault = faultOf(name, file, file.length, await sumOf(file.subarray(REST)));
  return fault === null ? { bytes: file.subarray(file.indexOf('\n', REST) + 1) } : { fault };
}

/** Checks a blob's file that is read in pieces. */
export class BlobPieces {
  readonly #name: string;
  readonly #hash = createHash('sha256');
  #head = Buffer.alloc(0);
  #length = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(piece: Uint8Array): void {
    if (this.#head.length < HEAD_LENGTH) this.#head = Buffer.concat([this.#head, piece.subarray(0, HEAD_LENGTH)]);
    this.#hash.update(piece.subarray(Math.max(0, REST - this.#length)));
    this.#length += piece.length;
  }

  /** What is wrong with the file; null: nothing. */
  fault(): string | null {
    return faultOf(this.#name, this.#head, this.#length, this.#hash.digest('hex'));
  }
}

function faultOf(name: string, file: Buffer, length: number, sum: string): string | null {
  if (length === 0) return 'it is empty';
  const end = file.indexOf('\n', REST);
  const [of = '', bytes = ''] = file.toString('latin1', REST, Math.max(end, REST)).split(' ');
  const lacking = end + 1 + Number(bytes) - length;
  if (file.toString('latin1', 0, SUM_LENGTH) !== sum || file[SUM_LENGTH] !== 0x0a) {
    return of === name && lacking > 0 ? `its last ${lacking} bytes are missing` : 'its checksum is wrong';
  }
  return of === name && lacking === 0 ? null : 'it is the file of another snapshot or picture';
}

async function sumOf(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
