import { crc32 } from 'node:zlib';
import type { ReadFile } from './disk.ts';
import { MAGIC_PREFIX, MOST_HEADER_BYTES, type RecordHeader, readHeader } from './record.ts';

/** What lies in a segment, in order. */
export type ScannedItem =
  /** A record; `isSound`: its payload is as it was written. */
  | {
      readonly kind: 'record';
      readonly header: RecordHeader;
      readonly at: number;
      readonly end: number;
      readonly isSound: boolean;
    }
  /** Bytes that no header tells of. */
  | { readonly kind: 'unreadable'; readonly at: number; readonly end: number };

const CHUNK = 1024 * 1024;

/**
 * Reads a segment from its beginning to its end. After damage it goes on at the next header that holds. Takes as much
 * memory as one chunk, whatever the records' size.
 */
export async function* scanSegment(file: ReadFile, salt: number): AsyncGenerator<ScannedItem> {
  const { size } = file;
  const window = new Window(file);
  for (let at = 0; at < size; ) {
    const found = await headerFrom(window, at, size, salt);
    const start = found === null ? size : startOf(found);
    // A header that is damaged while its copy is whole costs nothing.
    if (start > at) yield { kind: 'unreadable', at, end: start };
    if (found === null) return;
    const payload = found.at + found.header.headerBytes * (found.header.isCopy ? 1 : 2);
    const isSound = await payloadHolds(window, payload, found.header, size, salt);
    // Where the payload is damaged bytes may lack as well, so its length is not to be trusted.
    const next = isSound ? null : await headerFrom(window, payload, size, salt);
    const end = isSound ? payload + found.header.payloadBytes : next === null ? size : Math.max(payload, startOf(next));
    yield { kind: 'record', header: found.header, at: start, end, isSound };
    at = end;
  }
}

interface FoundHeader {
  readonly header: RecordHeader;
  readonly at: number;
}

/** Where the record of a header begins. */
function startOf({ header, at }: FoundHeader): number {
  return header.isCopy ? at - header.headerBytes : at;
}

/** The first header that holds at or after `at`. */
async function headerFrom(window: Window, at: number, size: number, salt: number): Promise<FoundHeader | null> {
  for (let from = at; from < size; ) {
    const bytes = await window.from(from, MOST_HEADER_BYTES);
    if (bytes.length === 0) return null;
    const next = bytes.indexOf(MAGIC_PREFIX);
    if (next < 0) {
      if (from + bytes.length >= size) return null;
      from += Math.max(1, bytes.length - MAGIC_PREFIX.length + 1);
      continue;
    }
    const whole = next + MOST_HEADER_BYTES <= bytes.length ? bytes : await window.from(from + next, MOST_HEADER_BYTES);
    const header = readHeader(whole, whole === bytes ? next : 0, salt);
    if (header !== null) return { header, at: from + next };
    from += next + 1;
  }
  return null;
}

async function payloadHolds(
  window: Window,
  payload: number,
  header: RecordHeader,
  size: number,
  salt: number,
): Promise<boolean> {
  const end = payload + header.payloadBytes;
  if (end > size) return false;
  let sum = salt;
  for (let at = payload; at < end; ) {
    const bytes = await window.from(at, 1);
    const part = bytes.subarray(0, Math.min(bytes.length, end - at));
    if (part.length === 0) return false;
    sum = crc32(part, sum);
    at += part.length;
  }
  return sum === header.payloadSum;
}

/** One chunk of a file in memory. */
class Window {
  readonly #file: ReadFile;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #start = 0;
  #filled = 0;

  constructor(file: ReadFile) {
    this.#file = file;
  }

  /** What is in memory from `at` on: at least so many bytes, unless the file ends before. */
  async from(at: number, least: number): Promise<Buffer> {
    const isHere = at >= this.#start && at < this.#start + this.#filled;
    const reachesEnd = this.#start + this.#filled >= this.#file.size;
    if (!isHere || (at + least > this.#start + this.#filled && !reachesEnd)) {
      this.#start = at;
      this.#filled = await this.#file.read(this.#chunk, at);
    }
    return this.#chunk.subarray(at - this.#start, this.#filled);
  }
}
