import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import { UpdateReader } from '../update-reader.ts';
import { type Ranges, readRanges, takeSome, takeWithin } from './ranges.ts';
import { CausalOrder, readSections, type Section } from './sections.ts';

/** The most structs of one part, and about its most bytes. To judge and apply so much takes about ten milliseconds. */
const PART_STRUCTS = 1_000;
const PART_BYTES = 256 * 1024;

/**
 * Cuts a large update into parts, each an update of its own: applied in order, they do what the whole does, and none
 * builds on a later one. Deleted ranges travel with the structs they delete, where those are in the update; the others
 * come last. Each part is made when it is asked for; null stands for a pause in reading the update.
 *
 * The update must have passed a glance. Throws UpdateFault on what `touches` would refuse because of its order: a
 * client that comes twice, overlapping deleted ranges, structs that wait for each other.
 */
export function partsOf(update: Uint8Array, doc: Y.Doc, mostStructs = PART_STRUCTS): Iterable<Uint8Array | null> {
  return cut(new UpdateReader(update), update, doc, mostStructs);
}

/** {@link partsOf} for an update that the server has stored, which may be a whole board of any size. */
export function storedPartsOf(update: Uint8Array, doc: Y.Doc): Iterable<Uint8Array | null> {
  return cut(new UpdateReader(update, Number.POSITIVE_INFINITY), update, doc, PART_STRUCTS);
}

function* cut(
  reader: UpdateReader,
  update: Uint8Array,
  doc: Y.Doc,
  most: number,
): Generator<Uint8Array | null, undefined> {
  const order = new CausalOrder(yield* readSections(reader));
  const ranges = readRanges(reader);
  yield null;
  for (let slices = take(order, most); slices.size > 0; slices = take(order, most))
    yield encode(update, slices, ranges);
  for (let some = takeSome(ranges, doc, most); some.size > 0; some = takeSome(ranges, doc, most)) {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    writeRanges(encoder, some);
    yield encoding.toUint8Array(encoder);
  }
}

/** For each section the index of its first struct in a part; the last one is before `next`. */
type Slices = Map<Section, number>;

function take(order: CausalOrder, most: number): Slices {
  const slices: Slices = new Map();
  let bytes = 0;
  for (let structs = 0; structs < most && bytes < PART_BYTES; structs++) {
    const section = order.next();
    if (section === null) break;
    const index = section.next - 1;
    if (!slices.has(section)) slices.set(section, index);
    bytes += (section.starts[index + 1] as number) - (section.starts[index] as number);
  }
  return slices;
}

function encode(update: Uint8Array, slices: Slices, ranges: Ranges): Uint8Array {
  const encoder = encoding.createEncoder();
  const own: Ranges = new Map();
  encoding.writeVarUint(encoder, slices.size);
  for (const [{ client, starts, clocks, next }, first] of slices) {
    encoding.writeVarUint(encoder, next - first);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clocks[first] as number);
    encoding.writeUint8Array(encoder, update.subarray(starts[first], starts[next]));
    const deleted = takeWithin(ranges, client, clocks[first] as number, clocks[next] as number);
    if (deleted.length > 0) own.set(client, deleted);
  }
  writeRanges(encoder, own);
  return encoding.toUint8Array(encoder);
}

function writeRanges(encoder: encoding.Encoder, ranges: Ranges): void {
  encoding.writeVarUint(encoder, ranges.size);
  for (const [client, list] of ranges) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, list.length);
    for (const [from, to] of list) {
      encoding.writeVarUint(encoder, from);
      encoding.writeVarUint(encoder, to - from);
    }
  }
}
