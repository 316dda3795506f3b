/**
 * The layout of one record, in journals and in boards' files. Numbers are little-endian.
 *
 *     header · the same header again · payload
 *
 *     header:   magic 4 bytes · CRC-32 of the rest of the header 4 · kind 1 · length of the board's id 1 · version 2 ·
 *               length of the payload 4 · CRC-32 of the payload 4 · number of the flush 4 · seq 8 (float64) ·
 *               time 8 (float64, milliseconds since 1970) · the board's id
 *     payload:  count of owners 4 · (client id 8 (float64) · length 1 · member)* · (length 4 · update)*
 *               of a state: JSON, see state.ts
 *
 * A damaged byte in one header leaves the other one whole. A damaged byte in the payload leaves board and seq readable.
 * Every CRC-32 starts from the log's *salt*, which is in its files' names and never sent to members: bytes that
 * somebody writes into a note are never read as a record.
 */
import { crc32 } from 'node:zlib';
import type { ClientIdOwner } from '../../board-log.ts';

const KINDS = ['entry', 'checkpoint', 'folded', 'deleted', 'state'] as const;

export interface JournalRecord {
  /**
   * `entry`: one commit. `checkpoint`: all of a board up to seq. `folded`: the board's file covers all up to seq.
   * `deleted`: nothing before it counts. `state`: which entries are living in the segments before (state.ts).
   */
  readonly kind: (typeof KINDS)[number];
  /** Empty in a state. */
  readonly boardId: string;
  readonly seq: number;
  readonly at: number;
  readonly owners: readonly ClientIdOwner[];
  readonly updates: readonly Uint8Array[];
}

export interface RecordHeader {
  readonly kind: JournalRecord['kind'];
  readonly boardId: string;
  readonly seq: number;
  readonly at: number;
  /** The number of the write; its records share it. */
  readonly flush: number;
  readonly payloadBytes: number;
  readonly payloadSum: number;
  readonly headerBytes: number;
  /** It is the second of the two headers. */
  readonly isCopy: boolean;
}

const FIXED = 40;
const VERSION = 1;
const [FIRST, SECOND] = [0x01_65_56_b5, 0x02_65_56_b5];
/** The first bytes of both magics as they lie in the file. */
export const MAGIC_PREFIX = Buffer.from([0xb5, 0x56, 0x65]);
/** The length of a header with the longest id. */
export const MOST_HEADER_BYTES = FIXED + 64;

/** The length of the record in bytes. */
export function recordBytes({
  boardId,
  owners,
  updates,
}: Pick<JournalRecord, 'boardId' | 'owners' | 'updates'>): number {
  let bytes = 2 * (FIXED + boardId.length) + 4;
  for (const { member } of owners) bytes += 9 + member.length;
  for (const update of updates) bytes += 4 + update.length;
  return bytes;
}

/** Writes a record into `into` at `at`, where {@link recordBytes} must be free; returns where it ends. */
export function putRecord(into: Buffer, at: number, salt: number, flush: number, record: JournalRecord): number {
  const headerBytes = FIXED + record.boardId.length;
  const payload = at + 2 * headerBytes;
  let end = into.writeUInt32LE(record.owners.length, payload);
  for (const { clientId, member } of record.owners) {
    end = into.writeDoubleLE(clientId, end);
    end = into.writeUInt8(member.length, end);
    end += into.write(member, end, 'latin1');
  }
  for (const update of record.updates) {
    end = into.writeUInt32LE(update.length, end);
    into.set(update, end);
    end += update.length;
  }
  into.writeUInt32LE(FIRST, at);
  into[at + 8] = KINDS.indexOf(record.kind);
  into[at + 9] = record.boardId.length;
  into.writeUInt16LE(VERSION, at + 10);
  into.writeUInt32LE(end - payload, at + 12);
  into.writeUInt32LE(crc32(into.subarray(payload, end), salt), at + 16);
  into.writeUInt32LE(flush, at + 20);
  into.writeDoubleLE(record.seq, at + 24);
  into.writeDoubleLE(record.at, at + 32);
  into.write(record.boardId, at + FIXED, 'latin1');
  into.writeUInt32LE(crc32(into.subarray(at + 8, at + headerBytes), salt), at + 4);
  into.copyWithin(at + headerBytes, at, at + headerBytes);
  into.writeUInt32LE(SECOND, at + headerBytes);
  return end;
}

/** A single record as bytes. */
export function recordAlone(salt: number, record: JournalRecord): Buffer {
  const bytes = Buffer.allocUnsafe(recordBytes(record));
  putRecord(bytes, 0, salt, 0, record);
  return bytes;
}

/** The header that begins at `at`, the first or the second of a record; null if none does. */
export function readHeader(bytes: Buffer, at: number, salt: number): RecordHeader | null {
  if (at + FIXED > bytes.length) return null;
  const magic = bytes.readUInt32LE(at);
  if (magic !== FIRST && magic !== SECOND) return null;
  const headerBytes = FIXED + (bytes[at + 9] ?? 0);
  const end = at + headerBytes;
  if (end > bytes.length || crc32(bytes.subarray(at + 8, end), salt) !== bytes.readUInt32LE(at + 4)) return null;
  const kind = KINDS[bytes[at + 8] ?? -1];
  if (kind === undefined || bytes.readUInt16LE(at + 10) !== VERSION) return null;
  return {
    kind,
    boardId: bytes.toString('latin1', at + FIXED, end),
    seq: bytes.readDoubleLE(at + 24),
    at: bytes.readDoubleLE(at + 32),
    flush: bytes.readUInt32LE(at + 20),
    payloadBytes: bytes.readUInt32LE(at + 12),
    payloadSum: bytes.readUInt32LE(at + 16),
    headerBytes,
    isCopy: magic === SECOND,
  };
}

/**
 * Reads the record that begins at `at`, by either header. Its updates are views of `bytes`. If it is damaged: what is
 * wrong, and the header if one of the two is whole.
 */
export function readRecord(
  bytes: Buffer,
  at: number,
  salt: number,
): JournalRecord | { readonly fault: string; readonly header: RecordHeader | null } {
  const first = readHeader(bytes, at, salt);
  const header = first?.isCopy === false ? first : readSecond(bytes, at, salt);
  if (header === null) return { fault: 'its header is damaged', header };
  const start = at + 2 * header.headerBytes;
  const end = start + header.payloadBytes;
  if (end > bytes.length) return { fault: 'it is too short', header };
  const payload = bytes.subarray(start, end);
  if (crc32(payload, salt) !== header.payloadSum) return { fault: 'its checksum is wrong', header };
  return { ...parts(payload), kind: header.kind, boardId: header.boardId, seq: header.seq, at: header.at };
}

/** If the first header is damaged, its length is unknown, so every offset is tried for the second. */
function readSecond(bytes: Buffer, at: number, salt: number): RecordHeader | null {
  const last = Math.min(at + MOST_HEADER_BYTES, bytes.length);
  for (let second = at + FIXED; second <= last; second++) {
    const header = readHeader(bytes, second, salt);
    if (header?.isCopy === true && second - header.headerBytes === at) return header;
  }
  return null;
}

/** The checksum has shown that the payload is intact, so its lengths are not checked again. */
function parts(payload: Buffer): Pick<JournalRecord, 'owners' | 'updates'> {
  const owners: ClientIdOwner[] = [];
  const updates: Uint8Array[] = [];
  let at = 4;
  for (let left = payload.readUInt32LE(0); left > 0; left--) {
    const start = at + 9;
    const end = start + (payload[at + 8] ?? 0);
    owners.push({ clientId: payload.readDoubleLE(at), member: payload.toString('latin1', start, end) });
    at = end;
  }
  while (at < payload.length) {
    const start = at + 4;
    at = start + payload.readUInt32LE(at);
    updates.push(payload.subarray(start, at));
  }
  return { owners, updates };
}
