/** Valid frames of clients, and random mutations of them. The seed determines everything. */
import * as Y from 'yjs';
import { frameAwareness, frameQueryAwareness, frameSaved, frameStep1, frameStep2, frameUpdate } from '#protocol/frames';
import { awarenessUpdate } from '../helpers/awareness-update.ts';
import { type FrameLies, wsFrame } from '../helpers/raw-socket.ts';
import type { Random } from '../helpers/seeds.ts';

/** Bytes at the edges of encodings: ends of ranges, lengths, continuation bits. */
const TELLING = [0, 1, 2, 4, 63, 64, 125, 126, 127, 128, 129, 200, 254, 255];

/** Makes valid frames of every kind in the protocol, as several clients would send them. */
export function validFrames(random: Random): Uint8Array[] {
  const frames = [frameSaved(0), frameQueryAwareness(), frameStep1(new Uint8Array([0]))];
  for (let client = 0; client < 6; client += 1) {
    const doc = new Y.Doc();
    doc.clientID = random.clientId();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    editAtRandom(doc, random, `${random.below(2 ** 32)}`);
    frames.push(...updates.map((update) => frameUpdate(update)));
    frames.push(frameStep2(Y.encodeStateAsUpdate(doc)), frameStep1(Y.encodeStateVector(doc)));
    const state = JSON.stringify({ user: { name: 'Åse', color: '#112233' }, cursor: [client, 7] });
    frames.push(frameAwareness(awarenessUpdate([{ clientId: doc.clientID, clock: 1, state }])));
    frames.push(frameAwareness(awarenessUpdate([{ clientId: doc.clientID, clock: 2, state: 'null' }])));
  }
  return frames;
}

/** Writes every kind of struct that a note can contain: map entries, XML, text, formats, deletions, large ids. */
function editAtRandom(doc: Y.Doc, random: Random, name: string): void {
  const notes = doc.getMap('notes');
  for (let n = 0; n < 3; n += 1) {
    const text = new Y.XmlFragment();
    const paragraph = new Y.XmlElement('paragraph');
    const words = new Y.XmlText();
    doc.transact(() => {
      notes.set(
        `fuzz-${name}-${n}`,
        new Y.Map<unknown>([
          ['text', text],
          ['place', { pos: [random.below(1e6), -random.next()], order: 'a0' }],
          ['createdAt', random.below(2 ** 40)],
          ['prop:answer', 'x'.repeat(random.below(200))],
        ]),
      );
      text.insert(0, [paragraph]);
      paragraph.insert(0, [words]);
    });
    for (let i = 0; i < 4; i += 1) words.insert(random.below(words.length + 1), 'blåbær 🫐'.slice(random.below(5)));
    if (words.length > 3) words.delete(random.below(words.length - 2), 2);
    words.format(0, 2, { bold: true });
  }
  const places = doc.getArray('places');
  for (let n = 1; n < 4; n += 1) places.push([[`fuzz-${name}-1`, { pos: [random.below(1e6), n], order: 'a0' }, n]]);
  places.delete(0, 2);
  notes.delete(`fuzz-${name}-0`);
}

/** Damages a frame in one to four places. */
export function mutate(frame: Uint8Array, all: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Buffer.from(frame);
  for (let left = 1 + random.below(4); left > 0; left -= 1) bytes = damaged(bytes, all, random);
  return bytes;
}

function damaged(bytes: Buffer<ArrayBuffer>, all: readonly Uint8Array[], random: Random): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const until = Math.min(bytes.length, at + 1 + random.below(16));
  const [before, within, after] = [bytes.subarray(0, at), bytes.subarray(at, until), bytes.subarray(until)];
  switch (random.below(8)) {
    case 0:
      return Buffer.concat([before, within.map((byte) => byte ^ (1 << random.below(8))), after]);
    case 1:
      return Buffer.concat([before, Buffer.from([random.pick(TELLING)]), bytes.subarray(at + 1)]);
    case 2:
      return Buffer.concat([before, Buffer.from(Array.from(within, () => random.below(256))), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([before, after]);
    case 4:
      return Buffer.concat([before, ...Array<Buffer>(1 + random.below(20)).fill(within), after]);
    case 5:
      return Buffer.from(before);
    case 6: {
      const other = random.pick(all);
      return Buffer.concat([before, other.subarray(random.below(other.length + 1))]);
    }
    default: // a number of up to ten bytes instead of the range
      return Buffer.concat([
        before,
        Buffer.from([...Array<number>(random.below(10)).fill(255), random.pick(TELLING)]),
        after,
      ]);
  }
}

/** A WebSocket frame with a wrong opcode, length, mask or fragmentation, and half of the time mutated bytes. */
export function lyingFrame(payload: Uint8Array, all: readonly Uint8Array[], random: Random): Uint8Array {
  const lies: FrameLies = {
    opcode: random.below(16),
    fin: random.chance(0.5),
    rsv: random.chance(0.3) ? random.below(8) : 0,
    masked: random.chance(0.8),
    ...(random.chance(0.3) ? { announced: BigInt(random.below(2 ** 31)) << BigInt(random.below(32)) } : {}),
  };
  const frame = wsFrame(payload, lies);
  return random.chance(0.5) ? frame : mutate(frame, all, random);
}
