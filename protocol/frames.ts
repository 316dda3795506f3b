/**
 * The content of one WebSocket message, as in y-websocket: the number of the message, then its body. A message holds
 * exactly one frame, whose numbers are written as short as they can be. y-websocket would ignore anything more, but the
 * server relays the bytes as they came, so what nobody reads would still be sent to everybody.
 *
 * 0 sync (0 step 1: a state vector · 1 step 2: what the other lacks · 2 update), 1 awareness, 3 query awareness,
 * 4 saved: a client asks once with `[4, 0]`; from then on the server sends `[4, n]` when its first n sync updates are
 * durable.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const MESSAGE_SYNC = 0;
export const MESSAGE_AWARENESS = 1;
export const MESSAGE_QUERY_AWARENESS = 3;
export const MESSAGE_SAVED = 4;

export const SYNC_STEP_1 = 0;
export const SYNC_STEP_2 = 1;
export const SYNC_UPDATE = 2;

export type Frame =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'saved'; readonly count: number };

/** Reads one frame. Bodies are views of `bytes`. Throws if the bytes are not exactly one frame of this protocol. */
export function readFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  const frame = readOne(decoder);
  if (decoding.hasContent(decoder)) throw new Error('bytes after the end of a frame');
  return frame;
}

function readOne(decoder: decoding.Decoder): Frame {
  const message = readNumber(decoder);
  switch (message) {
    case MESSAGE_SYNC:
      return readSyncFrame(decoder);
    case MESSAGE_AWARENESS:
      return { kind: 'awareness', update: readBody(decoder) };
    case MESSAGE_QUERY_AWARENESS:
      return { kind: 'queryAwareness' };
    case MESSAGE_SAVED:
      return { kind: 'saved', count: readNumber(decoder) };
    default:
      throw new Error(`unknown message ${message}`);
  }
}

/** Frames a state vector as sync step 1, the question "what do I lack?". */
export function frameStep1(stateVector: Uint8Array): Uint8Array {
  return frameOf([MESSAGE_SYNC, SYNC_STEP_1], stateVector);
}

/** Frames the answer to a step 1. */
export function frameStep2(update: Uint8Array): Uint8Array {
  return frameOf([MESSAGE_SYNC, SYNC_STEP_2], update);
}

/** Frames one update. */
export function frameUpdate(update: Uint8Array): Uint8Array {
  return frameOf([MESSAGE_SYNC, SYNC_UPDATE], update);
}

/** Frames an awareness update of y-protocols. */
export function frameAwareness(update: Uint8Array): Uint8Array {
  return frameOf([MESSAGE_AWARENESS], update);
}

/** Frames the question for everybody's presence. */
export function frameQueryAwareness(): Uint8Array {
  return frameOf([MESSAGE_QUERY_AWARENESS]);
}

/** Frames message 4: a client's `[4, 0]`, or how many of a client's updates are durable. */
export function frameSaved(count: number): Uint8Array {
  return frameOf([MESSAGE_SAVED, count]);
}

/** Reads message 4; null if the bytes are another message. For clients, where y-websocket reads the others. */
export function readSaved(bytes: Uint8Array): number | null {
  if (bytes[0] !== MESSAGE_SAVED) return null;
  const frame = readFrame(bytes);
  return frame.kind === 'saved' ? frame.count : null;
}

function readSyncFrame(decoder: decoding.Decoder): Frame {
  const step = readNumber(decoder);
  const body = readBody(decoder);
  if (step === SYNC_STEP_1) return { kind: 'step1', stateVector: body };
  if (step === SYNC_STEP_2) return { kind: 'step2', update: body };
  if (step === SYNC_UPDATE) return { kind: 'update', update: body };
  throw new Error(`unknown sync step ${step}`);
}

/** Reads a body. Throws if it is shorter than its announced length; lib0 would return what there is. */
function readBody(decoder: decoding.Decoder): Uint8Array {
  const length = readNumber(decoder);
  if (length > decoder.arr.length - decoder.pos) throw new Error('a frame shorter than its announced length');
  return decoding.readUint8Array(decoder, length);
}

/** Reads a number. Throws if it has trailing zeros, of which lib0 would read any amount. */
function readNumber(decoder: decoding.Decoder): number {
  const start = decoder.pos;
  const number = decoding.readVarUint(decoder);
  if (decoder.pos - start > 1 && decoder.arr[decoder.pos - 1] === 0) throw new Error('a number with trailing zeros');
  return number;
}

function frameOf(numbers: readonly number[], body?: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of numbers) encoding.writeVarUint(encoder, number);
  if (body !== undefined) encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}
