import { crc32 } from 'node:zlib';
import { CHUNK } from '../chunk.ts';
import type { ReadFile } from './disk.ts';
import { MAGIC_PREFIX, MOST_HEADER_BYTES, type RecordHeader, readHeader } from './record.ts';

/** What a segment holds, in order. */
export type ScannedItem =
  /** A record; `isSound`: its payload has the right checksum. */
  | {
      readonly kind: 'record';
      readonly header: RecordHeader;
      readonly at: number;
      readonly end: number;
      readonly isSound: boolean;
    }
  /** Bytes that belong to no header. */
  | { readonly kind: 'unreadable'; readonly at: number; readonly end: number };

/**
 * Reads a segment from start to end. After damage it continues at the next intact header. Needs the memory of one
 * chunk, whatever the size of the records.
 */
export async function* scanSegment(file: ReadFile, salt: number): AsyncGenerator<ScannedItem> {
  const { size } = file;
  const window = new Window(file);
  for (let at = 0; at < size; ) {
    const found = await headerFrom(window, at, size, salt);
    const start = found === null ? size : startOf(found);
    // A damaged first header whose copy is intact costs nothing: startOf() is then `at`.
    if (start > at) yield { kind: 'unreadable', at, end: start };
    if (found === null) return;
    const payload = found.at + found.header.headerBytes * (found.header.isCopy ? 1 : 2);
    const isSound = await payloadHolds(window, payload, found.header, size, salt);
    // If the payload is damaged, bytes may be missing too, so the length in the header is not used.
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

/** The start of the record that a header belongs to. */
function startOf({ header, at }: FoundHeader): number {
  return header.isCopy ? at - header.headerBytes : at;
}

/** The first intact header at or after `at`. */
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

/** Gives access to a file through one chunk in memory. */
class Window {
  readonly #file: ReadFile;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #start = 0;
  #filled = 0;

  constructor(file: ReadFile) {
    this.#file = file;
  }

  /** The bytes in memory from `at` on: at least `least`, unless the file ends before. */
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
