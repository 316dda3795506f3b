import * as Y from 'yjs';
import { Incoming, MISSING, NOWHERE } from './incoming.ts';
import { refuseUnsound } from './soundness.ts';

/** What an update would do to a document, told before it is applied. */
export interface Touches {
  /** Names of the roots in which it adds or deletes something. */
  readonly roots: ReadonlySet<string>;
  /** It builds on changes that the document lacks: applying it would leave pending structs. */
  readonly gap: boolean;
  /** It changes nothing: everything in it is already in the document. */
  readonly empty: boolean;
}

interface Range {
  readonly clock: number;
  readonly len: number;
}

/**
 * Tells which roots a V1 update touches, by following each struct's parents up to the root: first within the update,
 * then in the document. Changes nothing. The roots may be more than Yjs would change (an item that arrives deleted, or
 * whose parent is gone, has no effect) but never fewer: rights are judged by them.
 *
 * Throws where the bytes are no update, on what no Yjs writes (a struct without length, which still overwrites a key; a
 * client that comes twice, of which Yjs reads the last only; deleted ranges that overlap, each of which costs another
 * walk over the document), and on what {@link refuseUnsound} refuses.
 */
export function touches(doc: Y.Doc, update: Uint8Array): Touches {
  const { structs, ds } = Y.decodeUpdate(update);
  const incoming = new Incoming(doc, structs);
  const roots = new Set<string>();
  let gap = incoming.gap;
  let empty = true;
  for (const struct of incoming.fresh) {
    empty = false;
    for (const found of incoming.rootsOf(struct)) {
      if (found === MISSING) gap = true;
      else if (found !== NOWHERE) roots.add(found);
    }
  }
  const deleted = new Map<number, Range[]>();
  for (const [client, ranges] of ds.clients as Map<number, readonly Range[]>) {
    const sorted = [...ranges].sort((a, b) => a.clock - b.clock);
    deleted.set(client, joined(sorted));
    let past = 0;
    for (const { clock, len } of sorted) {
      if (clock < past) throw new Error('deleted ranges overlap');
      past = clock + len;
      if (!incoming.reaches(client, clock, past)) gap = true;
      for (const found of incoming.deletedRoots(client, clock, past)) {
        empty = false;
        if (found === MISSING) gap = true;
        else if (found !== NOWHERE) roots.add(found);
      }
    }
  }
  if (!gap) refuseUnsound(doc, incoming, (client, clock, end) => covers(deleted.get(client) ?? [], clock, end));
  return { roots, gap, empty };
}

/** Sorted ranges, with those that touch made one. */
function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { clock, len } of ranges) {
    const last = result.at(-1);
    if (last !== undefined && last.clock + last.len === clock)
      result[result.length - 1] = { clock: last.clock, len: last.len + len };
    else result.push({ clock, len });
  }
  return result;
}

/** Whether one of sorted ranges holds all of a stretch. */
function covers(ranges: readonly Range[], clock: number, end: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { clock: from, len } = ranges[middle] as Range;
    if (from + len <= clock) low = middle + 1;
    else high = middle;
  }
  const found = ranges[low];
  return found !== undefined && found.clock <= clock && end <= found.clock + found.len;
}
