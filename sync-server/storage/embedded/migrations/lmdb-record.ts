/**
 * One record of a log in version 1. LMDB's pages carry no checksum, so each record carried its own.
 *
 *     version 1 byte · kind 1 byte · CRC-32 of the rest 4 bytes · time 8 bytes · (length 4 bytes · update)*
 *
 * Numbers are little-endian. A checkpoint is a record like any other, with one update: the state up to its number.
 */
import { crc32 } from 'node:zlib';

interface LmdbRecord {
  readonly kind: 'entry' | 'checkpoint';
  readonly at: number;
  readonly updates: readonly Uint8Array[];
}

const VERSION = 1;
const KINDS = ['entry', 'checkpoint'] as const;
const CHECKED_FROM = 6;
const HEADER = 14;

/** Reads a record; its updates are views of `bytes`. Returns a sentence about the fault where it is damaged. */
export function readRecord(bytes: Buffer): LmdbRecord | string {
  if (bytes.length < HEADER) return `it is ${bytes.length} bytes long`;
  if (bytes[0] !== VERSION) return `it has version ${bytes[0]}, this server knows ${VERSION}`;
  const kind = KINDS[bytes[1] ?? -1];
  if (kind === undefined) return `it is of an unknown kind ${bytes[1]}`;
  if (checksum(bytes) !== bytes.readUInt32LE(2)) return 'its checksum does not hold';
  const updates: Uint8Array[] = [];
  let at = HEADER;
  while (at < bytes.length) {
    const start = at + 4;
    const end = start + (start <= bytes.length ? bytes.readUInt32LE(at) : bytes.length);
    if (end > bytes.length) return 'it ends too early';
    updates.push(bytes.subarray(start, end));
    at = end;
  }
  return { kind, at: bytes.readDoubleLE(CHECKED_FROM), updates };
}

/** The kind lies before the checksum, so it goes in as the sum's seed. */
function checksum(bytes: Buffer): number {
  return crc32(bytes.subarray(CHECKED_FROM), bytes[1] ?? 0);
}
