/** A message holds exactly one frame: bytes that no reader looks at would be stored and relayed to everybody. */
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as frames from '#protocol/frames';

const body = new Uint8Array(200).fill(7);
const MADE: readonly [string, Uint8Array][] = [
  ['step 1', frames.frameStep1(body)],
  ['step 2', frames.frameStep2(body)],
  ['update', frames.frameUpdate(body)],
  ['empty update', frames.frameUpdate(new Uint8Array(0))],
  ['awareness', frames.frameAwareness(body)],
  ['query awareness', frames.frameQueryAwareness()],
  ['saved', frames.frameSaved(0)],
  ['saved 300', frames.frameSaved(300)],
];

test.each(MADE)('reads %s, and refuses it with bytes after its end', (_name, frame) => {
  expect(() => frames.readFrame(frame)).not.toThrow();
  for (const extra of [1, 1000]) {
    const longer = new Uint8Array(frame.length + extra);
    longer.set(frame);
    expect(() => frames.readFrame(longer)).toThrow('bytes after');
  }
});

test.each(MADE)('refuses %s with a number that is written longer than it is', (_name, frame) => {
  for (let at = 0; at < Math.min(frame.length, 5); at++) {
    const padded = withPaddedNumber(frame, at);
    if (padded !== null) expect(() => frames.readFrame(padded)).toThrow();
  }
});

/** The frame with thousands of zeros, in lib0's form, added to the number that ends at an index of its head. */
function withPaddedNumber(frame: Uint8Array, at: number): Uint8Array | null {
  const isHead = at < frame.length && !frame.subarray(0, at).includes(7) && frame[at] !== 7;
  if (!isHead || (frame[at] as number) >= 0x80) return null;
  const encoder = encoding.createEncoder();
  encoding.writeUint8Array(encoder, frame.subarray(0, at));
  encoding.writeUint8(encoder, (frame[at] as number) | 0x80);
  for (let i = 0; i < 5000; i++) encoding.writeUint8(encoder, 0x80);
  encoding.writeUint8(encoder, 0);
  encoding.writeUint8Array(encoder, frame.subarray(at + 1));
  return encoding.toUint8Array(encoder);
}
