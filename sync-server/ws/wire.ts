/**
 * Lays messages out as WebSocket frames (RFC 6455: final, binary, unmasked) in one buffer, which is one write. A delivery
 * sends the same parcel to every socket of a room, so its frames are laid out once and kept with it.
 */
import type { Parcel } from '../rooms/session.ts';

class Wire {
  readonly bytes: Buffer;
  /** Where each message ends. */
  readonly ends: readonly number[];

  constructor(bytes: Buffer, ends: readonly number[]) {
    this.bytes = bytes;
    this.ends = ends;
  }
}

const FINAL_BINARY = 0x82;
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;
const NONE: readonly number[] = [];

/**
 * The bytes of a parcel, leaving out the messages at the indices in `without` (ascending). The buffer may be shared
 * between sockets and must not be changed.
 */
export function wireOf(parcel: Parcel, without: readonly number[] = NONE): Buffer {
  if (!(parcel.laidOut instanceof Wire)) parcel.laidOut = layOut(parcel.messages);
  const wire = parcel.laidOut as Wire;
  return without.length === 0 ? wire.bytes : cutOut(wire, without);
}

/** Copies what lies between the omitted messages, which costs less than laying the others out again. */
function cutOut({ bytes, ends }: Wire, without: readonly number[]): Buffer {
  let size = bytes.length;
  for (const index of without) size -= (ends[index] as number) - startOf(ends, index);
  const rest = Buffer.allocUnsafe(size);
  let at = 0;
  let from = 0;
  for (const index of without) {
    const until = startOf(ends, index);
    if (until > from) at += bytes.copy(rest, at, from, until);
    from = ends[index] as number;
  }
  bytes.copy(rest, at, from);
  return rest;
}

function startOf(ends: readonly number[], index: number): number {
  return index === 0 ? 0 : (ends[index - 1] as number);
}

function layOut(messages: readonly Uint8Array[]): Wire {
  let size = 0;
  for (const message of messages) size += headerSize(message.length) + message.length;
  const bytes = Buffer.allocUnsafe(size);
  const ends: number[] = [];
  let at = 0;
  for (const message of messages) {
    bytes[at] = FINAL_BINARY;
    const header = headerSize(message.length);
    if (header === 2) bytes[at + 1] = message.length;
    else if (header === 4) {
      bytes[at + 1] = LENGTH_IN_2_BYTES;
      bytes.writeUInt16BE(message.length, at + 2);
    } else {
      bytes[at + 1] = LENGTH_IN_8_BYTES;
      bytes.writeBigUInt64BE(BigInt(message.length), at + 2);
    }
    bytes.set(message, at + header);
    at += header + message.length;
    ends.push(at);
  }
  return new Wire(bytes, ends);
}

function headerSize(length: number): 2 | 4 | 10 {
  if (length < LENGTH_IN_2_BYTES) return 2;
  return length < 0x10000 ? 4 : 10;
}
