import type * as Y from 'yjs';
import { UpdateFault } from '../byte-cursor.ts';
import { indexAtOrAfter } from '../struct-list.ts';
import type { UpdateReader } from '../update-reader.ts';

/** Deleted clocks of one client, ascending: from the first up to before the second. */
export type Range = readonly [from: number, to: number];
export type Ranges = Map<number, Range[]>;

/** Reads the deleted ranges of an update. Throws UpdateFault on overlapping ones, which Yjs never writes. */
export function readRanges(reader: UpdateReader): Ranges {
  const ranges: Ranges = new Map();
  let list: Range[] = [];
  let client: number | null = null;
  while (reader.nextRange()) {
    if (reader.client !== client) {
      client = reader.client;
      if (ranges.has(client)) throw new UpdateFault('a client that comes twice among deleted ranges');
      list = [];
      ranges.set(client, list);
    }
    list.push([reader.clock, reader.clock + reader.length]);
  }
  for (const one of ranges.values()) refuseOverlaps(one.sort((a, b) => a[0] - b[0]));
  return ranges;
}

function refuseOverlaps(list: readonly Range[]): void {
  let past = 0;
  for (const [from, to] of list) {
    if (from < past) throw new UpdateFault('overlapping deleted ranges');
    past = to;
  }
}

/** Takes what lies between two clocks out of a client's ranges, in which nothing before `from` must be left to take. */
export function takeWithin(ranges: Ranges, client: number, from: number, to: number): Range[] {
  const list = ranges.get(client) ?? [];
  const first = firstAfter(list, from);
  const taken: Range[] = [];
  const rest: Range[] = [];
  let i = first;
  for (; i < list.length && (list[i] as Range)[0] < to; i++) {
    const [start, end] = list[i] as Range;
    taken.push([Math.max(start, from), Math.min(end, to)]);
    if (start < from) rest.push([start, from]);
    if (end > to) rest.push([to, end]);
  }
  if (taken.length > 0) list.splice(first, i - first, ...rest);
  return taken;
}

/** Index of the first range that ends after a clock. */
function firstAfter(list: readonly Range[], clock: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Range)[1] <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Takes ranges that together cover about `most` of the document's structs, cut only between structs: within one, Yjs
 * would split a value that must stay whole. Empty if nothing is left.
 */
export function takeSome(ranges: Ranges, doc: Y.Doc, most: number): Ranges {
  const taken: Ranges = new Map();
  let left = most;
  for (const [client, list] of ranges) {
    const structs = doc.store.clients.get(client) ?? [];
    const some: Range[] = [];
    let i = 0;
    while (i < list.length && left > 0) {
      const [from, to] = list[i] as Range;
      const first = indexAtOrAfter(structs, from);
      const past = structs[first + left];
      left -= Math.max(1, indexAtOrAfter(structs, to - 1) + 1 - first);
      if (past !== undefined && past.id.clock > from && past.id.clock < to) {
        some.push([from, past.id.clock]);
        list[i] = [past.id.clock, to];
        left = 0;
      } else {
        some.push([from, to]);
        i += 1;
      }
    }
    list.splice(0, i);
    if (some.length > 0) taken.set(client, some);
    if (list.length === 0) ranges.delete(client);
    if (left <= 0) break;
  }
  return taken;
}
