import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { UpdateFault } from '../../sync-server/update-guard/byte-cursor.ts';
import { checkUpdate } from '../../sync-server/update-guard/update-reader.ts';
import { Member, seedUpdate } from '../board/random-edits.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { forgedUpdate } from './forged-update.ts';

const MUTATIONS = rounds(20_000, 400_000);

describe('reading an update without decoding it', () => {
  it('accepts every update that Yjs writes', () => {
    const random = new Random(announcedSeed('honest bytes'));
    const member = new Member(seeded(), 1, random);
    let updates = 0;
    member.doc.on('update', (update: Uint8Array) => {
      checkUpdate(update);
      updates++;
    });
    for (let i = 0; i < 500; i++) member.edit();
    member.doc.getMap('notes').set('all', {
      numbers: [0, -1, 63, 64, -8192, 2 ** 40, 1.5, 1e300, Number.NaN, -0],
      letters: 'æøå 漢字 🧑‍🔬',
      rest: [null, undefined, true, false, new Uint8Array([1, 2]), 12n, { deeper: [[{}]] }],
    });
    checkUpdate(Y.encodeStateAsUpdate(member.doc));
    console.info(JSON.stringify({ updates }));
    expect(updates).toBeGreaterThan(300);
  });

  it('refuses everything that Yjs cannot decode, whichever bytes are changed', { timeout: 60_000 }, () => {
    const random = new Random(announcedSeed('changed bytes'));
    const pool = updatesOf(random);
    const seen = { taken: 0, refused: 0 };
    for (let i = 0; i < MUTATIONS; i++) {
      const update = mutated(random.pick(pool), random);
      try {
        checkUpdate(update);
      } catch (error) {
        expect(error).toBeInstanceOf(UpdateFault);
        seen.refused++;
        continue;
      }
      seen.taken++;
      const { structs } = decoded(update);
      for (const struct of structs) expect(struct.length).toBeGreaterThan(0);
    }
    console.info(JSON.stringify(seen));
    expect(seen.taken).toBeGreaterThan(MUTATIONS / 50);
    expect(seen.refused).toBeGreaterThan(MUTATIONS / 50);
  });

  const numbers = (...values: number[]) => {
    const encoder = encoding.createEncoder();
    for (const value of values) encoding.writeVarUint(encoder, value);
    return encoding.toUint8Array(encoder);
  };
  const nested = (depth: number) => {
    const value: unknown[] = [];
    let at = value;
    for (let i = 0; i < depth; i++) {
      const next: unknown[] = [];
      at.push(next);
      at = next;
    }
    return value;
  };
  const anyValue = (value: unknown) =>
    forgedUpdate([{ client: 1, clock: 0, structs: [{ content: { any: [value] } }] }]);

  it.each([
    ['more clients announced than there are', numbers(2 ** 40)],
    ['more structs announced than there are', numbers(1, 2 ** 31, 1, 0)],
    ['a garbage-collected range of 2^40 clocks', forgedUpdate([{ client: 1, clock: 0, structs: [{ gc: 2 ** 40 }] }])],
    ['a clock past 2^53', forgedUpdate([{ client: 1, clock: 2 ** 53 - 2, structs: [{ gc: 2 ** 20 }] }])],
    ['2^32 deleted ranges', numbers(0, 1, 1, 2 ** 32)],
    ['a deleted range past 2^53', numbers(0, 1, 1, 1, 2 ** 52, 2 ** 53 - 1)],
    ['a struct without length', forgedUpdate([{ client: 1, clock: 0, structs: [{ gc: 0 }] }])],
    ['bytes after the end', new Uint8Array([...forgedUpdate([]), 0])],
    ['an object with the key __proto__', anyValue(JSON.parse('{"__proto__": {"polluted": 1}}'))],
    ['a number of a hundred bytes', new Uint8Array([...Array<number>(100).fill(0x80), 1])],
    ['an integer with ten thousand trailing zeros', withPaddedInteger(10_000)],
    ['no bytes', new Uint8Array()],
  ])('refuses %s', (_what, update) => {
    expect(() => checkUpdate(update)).toThrow(UpdateFault);
  });

  it('refuses values nested deeper than 64 without overflowing the stack', () => {
    checkUpdate(anyValue(nested(60)));
    expect(() => checkUpdate(anyValue(nested(70)))).toThrow('too deep');
    const brackets = encoding.createEncoder();
    for (const number of [1, 1, 1, 0, 5, 1]) encoding.writeVarUint(brackets, number); // one embed in a root
    encoding.writeVarString(brackets, 'notes');
    encoding.writeVarString(brackets, '['.repeat(200_000));
    encoding.writeVarUint(brackets, 0);
    expect(() => checkUpdate(encoding.toUint8Array(brackets))).toThrow('too deep');
  });

  it('refuses a subdocument', () => {
    const doc = new Y.Doc();
    doc.getMap('notes').set('inner', new Y.Doc());
    expect(() => checkUpdate(Y.encodeStateAsUpdate(doc))).toThrow(UpdateFault);
  });
});

/** An update with the integer 1, which ends in zeros that change nothing. */
function withPaddedInteger(zeros: number): Uint8Array {
  const update = forgedUpdate([{ client: 1, clock: 0, structs: [{ content: { any: [1] } }] }]);
  const last = update.length - 2; // before the count of deleted ranges
  return new Uint8Array([...update.subarray(0, last), 0x81, ...Array<number>(zeros).fill(0x80), 0, 0]);
}

function seeded(): Y.Doc {
  const doc = createBoardDoc();
  doc.clientID = 1;
  Y.applyUpdate(doc, seedUpdate());
  return doc;
}

function updatesOf(random: Random): Uint8Array[] {
  const member = new Member(seeded(), 1, random);
  const updates: Uint8Array[] = [];
  member.doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < 200; i++) member.edit();
  return updates.filter(({ length }) => length < 400);
}

function mutated(update: Uint8Array, random: Random): Uint8Array {
  let bytes = Uint8Array.from(update);
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(bytes.length);
    const kind = random.below(4);
    if (kind === 0) bytes[at] = random.below(256);
    else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    else if (kind === 2) bytes = bytes.slice(0, Math.max(1, at));
    else bytes = Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(random.below(bytes.length))]);
    if (bytes.length === 0) bytes = new Uint8Array([0]);
  }
  return bytes;
}

/** Text in formats and embeds is checked to be JSON only when decoded; a glance is never sure of such updates. */
function decoded(update: Uint8Array): { structs: readonly { length: number }[] } {
  try {
    return Y.decodeUpdate(update);
  } catch (error) {
    if (error instanceof SyntaxError) return { structs: [] };
    throw error;
  }
}
