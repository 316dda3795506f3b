import * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';
import type { DeletedRanges } from './deleted-ranges.ts';
import type { Incoming } from './incoming.ts';
import type { Slots } from './slots.ts';
import { MISSING, type Struct } from './struct-list.ts';

/**
 * To place an item, Yjs walks over everything that was put between the same two neighbours, or under the same key,
 * without knowing of each other (YATA's conflict resolution): the square of their number, in the server, at each load of
 * the board, and in every browser. Members who write at one spot at the same time make a few such items; thousands are
 * only made to stall everybody.
 */

/** Most values under one key that each were written as its first. */
const MOST_FIRST_VALUES = 256;
/** How many steps Yjs may take to place all items of one update; half a microsecond each. */
const MOST_STEPS = 500_000;
/** Items with the same left neighbour in one update that cost nothing extra. */
const FREE_SIBLINGS = 64;
/**
 * Most items of one list in a row that each continue the one before. Yjs joins them, and copies all values for each; it
 * sends its own joined.
 */
const MOST_UNJOINED = 1_000;
/**
 * Most values that Yjs may copy to delete parts of lists, as each deleted range cuts its item in two. As many as when
 * every second note of the largest board is moved at once, which takes a few hundred milliseconds.
 */
const MOST_COPIED = 100_000_000;

/** Throws UpdateFault if placing the update's items would cost Yjs too much. Only for updates without a gap. */
export function refuseCostly(doc: Y.Doc, incoming: Incoming, slots: Slots): void {
  const siblings = new Siblings();
  let steps = 0;
  let before: Struct | null = null;
  let unjoined = 0;
  for (const struct of incoming.fresh) {
    unjoined = isJoinable(struct, before) ? unjoined + 1 : 0;
    if (unjoined > MOST_UNJOINED) throw new UpdateFault('too many values that should be one struct');
    if (struct instanceof Y.Item && !followsOn(struct, before)) {
      const { parent, sub } = slots.of(struct) ?? { parent: null, sub: null };
      const count = siblings.add(parent, sub, struct.origin);
      if (count > FREE_SIBLINGS) steps += count;
      if (sub === null) steps += stepsInRow(incoming, struct);
      else {
        const held = heldUnder(doc, parent, sub);
        if (struct.origin === null && held.firsts + count > MOST_FIRST_VALUES) throw tooMany();
        steps += held.length;
      }
      if (steps > MOST_STEPS) throw tooMany();
    }
    before = struct;
  }
}

/** Throws UpdateFault if deleting the ranges would make Yjs copy too much. */
export function refuseCostlyCuts(incoming: Incoming, deleted: DeletedRanges): void {
  let copied = 0;
  for (const { client, clock, end } of deleted.all()) {
    for (const at of [clock, end - 1]) {
      const item = incoming.at(new Y.ID(client, at));
      const isCut =
        item instanceof Y.Item && (at === clock ? clock > item.id.clock : end < item.id.clock + item.length);
      if (isCut && item.content instanceof Y.ContentAny) copied += item.length;
    }
    if (copied > MOST_COPIED) throw new UpdateFault('too many cuts through one list');
  }
}

function isJoinable(struct: Struct, before: Struct | null): boolean {
  if (!(struct instanceof Y.Item && before instanceof Y.Item)) return false;
  if (!(struct.content instanceof Y.ContentAny && before.content instanceof Y.ContentAny)) return false;
  return struct.id.client === before.id.client && struct.origin?.clock === struct.id.clock - 1;
}

function tooMany(): UpdateFault {
  return new UpdateFault('too many structs that compete for one place');
}

/** Whether an item continues the struct before it, on either side: Yjs then finds its neighbours side by side. */
function followsOn({ id, origin, rightOrigin }: Y.Item, before: Struct | null): boolean {
  if (before === null || before.id.client !== id.client) return false;
  if (origin !== null && origin.client === id.client && origin.clock === id.clock - 1) return true;
  const inFront = rightOrigin !== null && Y.compareIDs(rightOrigin, before.id);
  return inFront && before instanceof Y.Item && Y.compareIDs(origin, before.origin);
}

/** How many items lie between an item's neighbours, as far as Yjs would walk: in the update, or in the document. */
function stepsInRow(incoming: Incoming, { origin, rightOrigin }: Y.Item): number {
  if (origin !== null && rightOrigin !== null && origin.client === rightOrigin.client) {
    if (rightOrigin.clock === origin.clock + 1) return 0;
    const between = incoming.structsBetween(origin, rightOrigin);
    if (between > 0) return between;
  }
  const left = origin === null ? null : incoming.at(origin);
  const right = rightOrigin === null ? null : incoming.at(rightOrigin);
  if (left === MISSING || right === MISSING || left instanceof Y.GC || right instanceof Y.GC) return 0;
  let at = left !== null ? left.right : right === null ? null : firstOf(right);
  let steps = 0;
  for (; at !== null && at !== right && steps <= MOST_STEPS; at = at.right) steps++;
  return steps;
}

function firstOf(item: Y.Item): Y.Item | null {
  const { parent } = item;
  return parent instanceof Y.AbstractType ? parent._start : null;
}

/** What the document holds under a key: how many items, and how many of them were written as the key's first value. */
function heldUnder(doc: Y.Doc, parent: unknown, sub: string): { length: number; firsts: number } {
  const type = typeOf(doc, parent);
  let length = 0;
  let firsts = 0;
  for (let item = type?._map.get(sub) ?? null; item !== null && length <= MOST_STEPS; item = item.left) {
    length++;
    if (item.origin === null) firsts++;
  }
  return { length, firsts };
}

/** The type that a slot's parent stands for; null if it is not in the document. */
function typeOf(doc: Y.Doc, parent: unknown): Y.AbstractType<unknown> | null {
  if (typeof parent === 'string') return (doc.share.get(parent) as Y.AbstractType<unknown> | undefined) ?? null;
  return parent instanceof Y.Item && parent.content instanceof Y.ContentType ? parent.content.type : null;
}

/** Counts the items of an update by their left neighbour; those without one by where they lie. */
class Siblings {
  readonly #behind = new Map<number, Map<number, number>>();
  readonly #first = new Map<unknown, Map<string | null, number>>();

  add(parent: unknown, sub: string | null, origin: Y.ID | null): number {
    return origin === null ? count(this.#first, parent, sub) : count(this.#behind, origin.client, origin.clock);
  }
}

function count<A, B>(counts: Map<A, Map<B, number>>, a: A, b: B): number {
  let inner = counts.get(a);
  if (inner === undefined) {
    inner = new Map();
    counts.set(a, inner);
  }
  const number = (inner.get(b) ?? 0) + 1;
  inner.set(b, number);
  return number;
}
