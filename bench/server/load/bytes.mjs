// Bytes as a browser sends them: masked WebSocket frames, and Yjs V1 updates of one typed letter. Updates are encoded
// here, because a load generator that made each with Yjs would be slower than the servers it measures.
import { randomBytes } from 'node:crypto';

const FINAL = 0x80;
export const TEXT = 1;
export const BINARY = 2;
export const PONG = 10;

/** Writes a lib0 variable-length number; returns the offset after it. */
export function putVarUint(bytes, at, number) {
  let rest = number;
  let to = at;
  while (rest > 127) {
    bytes[to++] = 128 | (rest % 128);
    rest = Math.floor(rest / 128);
  }
  bytes[to++] = rest;
  return to;
}

export function varUintSize(number) {
  let size = 1;
  for (let rest = number; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** A message of numbers, followed by a body that is preceded by its length. */
export function message(numbers, body) {
  const bytes = Buffer.allocUnsafe(9 * (numbers.length + 1) + (body?.length ?? 0));
  let at = 0;
  for (const number of numbers) at = putVarUint(bytes, at, number);
  if (body !== undefined) {
    at = putVarUint(bytes, at, body.length);
    bytes.set(body, at);
    at += body.length;
  }
  return bytes.subarray(0, at);
}

/** A client's frame around a payload: final and masked. */
export function clientFrame(payload, opcode = BINARY) {
  const head = payload.length < 126 ? 6 : payload.length < 0x10000 ? 8 : 14;
  const bytes = Buffer.allocUnsafe(head + payload.length);
  bytes.set(payload, head);
  finishFrame(bytes, head, payload.length, opcode);
  return bytes;
}

const MASK = randomBytes(4).map((byte) => byte | 1); // a mask of zeros would make unmasking cheaper

/** Writes the header before a payload that is already in the buffer, and masks the payload. */
function finishFrame(bytes, head, length, opcode) {
  bytes[0] = FINAL | opcode;
  if (head === 6) bytes[1] = 0x80 | length;
  else if (head === 8) {
    bytes[1] = 0x80 | 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 0x80 | 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.set(MASK, head - 4);
  for (let i = 0; i < length; i++) bytes[head + i] ^= MASK[i & 3];
}

const INSERTED_STRING_AFTER = 0x84; // ContentString (4) with an origin (128)
/** Space for one letter's frame without the document's name. */
export const LETTER_BYTES = 64;

/**
 * The frame of one typed letter: the update that Yjs makes for a letter inserted after the letter `origin`.
 * Writes it at `at` and returns the offset after it. `prefix` precedes the message (Hocuspocus: the document's name).
 */
export function putLetter(bytes, at, { client, clock, origin, letter, prefix }) {
  const update = 2 + varUintSize(client) * 2 + varUintSize(clock) + 1 + varUintSize(origin) + 2 + 1; // sections, one struct, no deletions
  const length = prefix.length + 2 + varUintSize(update) + update;
  const head = length < 126 ? 6 : 8;
  const start = at + head;
  bytes.set(prefix, start);
  let to = start + prefix.length;
  bytes[to++] = 0;
  bytes[to++] = 2;
  to = putVarUint(bytes, to, update);
  bytes[to++] = 1;
  bytes[to++] = 1;
  to = putVarUint(bytes, to, client);
  to = putVarUint(bytes, to, clock);
  bytes[to++] = INSERTED_STRING_AFTER;
  to = putVarUint(bytes, to, client);
  to = putVarUint(bytes, to, origin);
  bytes[to++] = 1;
  bytes[to++] = letter;
  bytes[to++] = 0;
  finishFrame(bytes.subarray(at, to), head, to - start, BINARY);
  return to;
}
