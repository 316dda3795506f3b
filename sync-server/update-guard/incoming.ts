import * as Y from 'yjs';

/** What a struct builds upon is neither in the document nor in the update. */
export const MISSING = Symbol('missing');
/** It takes no effect: its parent was garbage collected. */
export const NOWHERE = Symbol('nowhere');
export type TouchedRoot = string | typeof MISSING | typeof NOWHERE;
export type Struct = Y.Item | Y.GC;

/** The structs of one update, seen together with those of the document that they build upon. */
export class Incoming {
  readonly all: Struct[] = [];
  /** Structs with at least one clock that the document lacks. */
  readonly fresh: Struct[] = [];
  /** Something that a struct builds upon is neither in the document nor in the update, or waits for the struct. */
  readonly gap: boolean;
  readonly #doc: Y.Doc;
  readonly #byClient = new Map<number, Struct[]>();
  readonly #known = new Map<Struct, TouchedRoot>();
  /** Where something was found last. */
  readonly #hints = new Map<readonly Struct[], number>();

  constructor(doc: Y.Doc, structs: readonly (Struct | Y.Skip)[]) {
    this.#doc = doc;
    const ends = new Map<number, number>();
    let gap = false;
    for (const struct of structs) {
      const { client, clock } = struct.id;
      const end = ends.get(client);
      if (end !== undefined && clock !== end) throw new Error('a client comes twice');
      ends.set(client, clock + struct.length);
      if (struct instanceof Y.Skip) continue; // Yjs passes over it: what counts is whether the next struct fits on
      if (struct.length === 0) throw new Error('a struct without length');
      if (clock > this.#endOf(client)) gap = true;
      const list = this.#byClient.get(client);
      if (list === undefined) this.#byClient.set(client, [struct]);
      else list.push(struct);
      this.all.push(struct);
      if (clock + struct.length > Y.getState(doc.store, client)) this.fresh.push(struct);
    }
    this.gap = gap || !this.#fitsTogether();
  }

  /** The roots in which a struct takes effect. */
  rootsOf(struct: Struct): TouchedRoot[] {
    const found: TouchedRoot[] = [this.#rootOf(struct)];
    if (!(struct instanceof Y.Item)) return found;
    const { client, clock } = struct.id;
    const held = Y.getState(this.#doc.store, client);
    // Of a struct that is held in part Yjs hangs the rest onto the held part, whatever parent the struct names.
    if (clock < held) found.push(this.#rootAt(new Y.ID(client, held - 1)));
    // Both neighbours are cut at the struct's place. An honest struct has both in one root.
    if (struct.rightOrigin !== null) found.push(this.#rootAt(struct.rightOrigin));
    return found;
  }

  /** Walks up without recursion: parents may nest as deep as a hostile update likes. */
  #rootOf(struct: Struct): TouchedRoot {
    const path: Struct[] = [];
    let at: Struct | null = struct;
    let found: TouchedRoot = NOWHERE;
    while (at !== null) {
      const known = this.#known.get(at);
      if (known !== undefined) {
        found = known;
        break;
      }
      this.#known.set(at, MISSING); // a cycle of forged parents ends here
      path.push(at);
      const up = this.#above(at);
      if (typeof up === 'string' || typeof up === 'symbol') {
        found = up;
        break;
      }
      at = up;
    }
    for (const one of path) this.#known.set(one, found);
    return found;
  }

  /** How many types the deepest of the fresh structs is nested in. Only where there is no gap: then nothing is cyclic. */
  deepest(): number {
    const depths = new Map<Struct, number>();
    let deepest = 0;
    for (const struct of this.fresh) {
      const path: Struct[] = [];
      let depth = 0;
      for (let at: TouchedRoot | Struct = struct; typeof at === 'object'; at = this.#above(at)) {
        const known = depths.get(at);
        if (known !== undefined) {
          depth = known;
          break;
        }
        path.push(at);
      }
      for (let at = path.pop(); at !== undefined; at = path.pop()) {
        // A neighbour is as deep as the item; a type is one less deep than what lies in it.
        if (at instanceof Y.Item && at.parent !== null && typeof this.#above(at) === 'object') depth += 1;
        depths.set(at, depth);
      }
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  /** What the document holds of a struct, in pieces. */
  heldOf({ id: { client, clock }, length }: Struct): Struct[] {
    const list = this.#doc.store.clients.get(client) ?? [];
    const first = indexAtOrAfter(list, clock);
    return list.slice(first, indexAtOrAfter(list, clock + length - 1) + 1);
  }

  /** Whether a deleted range ends within what the document holds once it has taken the update. */
  reaches(client: number, clock: number, end: number): boolean {
    const state = this.#endOf(client);
    return clock < state && end <= state;
  }

  /** The roots of every struct in a deleted range that is not deleted yet. */
  *deletedRoots(client: number, clock: number, end: number): Iterable<TouchedRoot> {
    const held = Y.getState(this.#doc.store, client);
    yield* this.#livingRoots(this.#doc.store.clients.get(client) ?? [], clock, end);
    // What the update says again of structs that the document holds is passed over: they may be deleted there already.
    yield* this.#livingRoots(this.#byClient.get(client) ?? [], Math.max(clock, held), end);
  }

  *#livingRoots(list: readonly Struct[], clock: number, end: number): Iterable<TouchedRoot> {
    for (let i = indexAtOrAfter(list, clock); i < list.length; i++) {
      const struct = list[i];
      if (struct === undefined || struct.id.clock >= end) break;
      if (struct instanceof Y.Item && !struct.deleted) yield this.#rootOf(struct);
    }
  }

  /** First clock of a client that neither the document nor the part of the update read so far holds. */
  #endOf(client: number): number {
    const last = this.#byClient.get(client)?.at(-1);
    const held = Y.getState(this.#doc.store, client);
    return last === undefined ? held : Math.max(held, last.id.clock + last.length);
  }

  /** Whether Yjs could take every struct at once: nothing that one builds upon is missing or waits for it in turn. */
  #fitsTogether(): boolean {
    let crosses = false;
    for (const struct of this.all) {
      if (!(struct instanceof Y.Item)) continue;
      for (const id of this.#awaits(struct)) {
        if (id.client !== struct.id.client) crosses = true;
        else if (id.clock >= struct.id.clock) return false;
      }
    }
    // Each client's own structs come one after the other, so only clients can wait for each other.
    return !crosses || this.#hasNoCycle();
  }

  #hasNoCycle(): boolean {
    const before = new Map<Struct, Struct>();
    for (const list of this.#byClient.values()) {
      for (let i = 1; i < list.length; i++) before.set(list[i] as Struct, list[i - 1] as Struct);
    }
    const done = new Set<Struct>();
    const open = new Set<Struct>();
    const stack = [...this.all];
    for (let struct = stack.at(-1); struct !== undefined; struct = stack.at(-1)) {
      if (done.has(struct) || open.has(struct)) {
        done.add(struct);
        open.delete(struct);
        stack.pop();
        continue;
      }
      open.add(struct);
      const needs: (Struct | typeof MISSING)[] = before.has(struct) ? [before.get(struct) as Struct] : [];
      if (struct instanceof Y.Item) for (const id of this.#awaits(struct)) needs.push(this.at(id));
      for (const need of needs) {
        if (need === MISSING || open.has(need)) return false;
        if (!done.has(need)) stack.push(need);
      }
    }
    return true;
  }

  /** What an item names that the document does not hold: it must be integrated before. */
  *#awaits({ origin, rightOrigin, parent }: Y.Item): Iterable<Y.ID> {
    const type: unknown = parent;
    for (const id of [origin, rightOrigin, type instanceof Y.ID ? type : null]) {
      if (id !== null && id.clock >= Y.getState(this.#doc.store, id.client)) yield id;
    }
  }

  #above(struct: Struct): TouchedRoot | Struct {
    if (!(struct instanceof Y.Item)) return NOWHERE;
    const parent: unknown = struct.parent;
    if (typeof parent === 'string') return parent;
    if (parent instanceof Y.AbstractType) return (parent._item as Y.Item | null) ?? Y.findRootTypeKey(parent);
    if (parent instanceof Y.ID) return this.at(parent);
    const neighbour = struct.origin ?? struct.rightOrigin;
    return neighbour === null ? NOWHERE : this.at(neighbour);
  }

  #rootAt(id: Y.ID): TouchedRoot {
    const struct = this.at(id);
    return struct === MISSING ? MISSING : this.#rootOf(struct);
  }

  /** The document comes first: a struct that it holds is not taken again from an update, whatever that says. */
  at({ client, clock }: Y.ID): Struct | typeof MISSING {
    const isHeld = clock < Y.getState(this.#doc.store, client);
    const list = (isHeld ? this.#doc.store.clients : this.#byClient).get(client);
    if (list === undefined) return MISSING;
    const index = indexAtOrAfter(list, clock, this.#hints.get(list));
    this.#hints.set(list, index);
    const struct = list[index];
    return struct !== undefined && struct.id.clock <= clock ? struct : MISSING;
  }
}

/**
 * Index of the struct that holds a clock, or of the first one after it. Lists are sorted by clock. What an update names
 * is mostly close to what it named before, so the search may begin `near` that and reaches further at each step.
 */
function indexAtOrAfter(list: readonly Struct[], clock: number, near = -1): number {
  const endsBefore = (index: number) => {
    const struct = list[index];
    return struct !== undefined && struct.id.clock + struct.length <= clock;
  };
  let low = 0;
  let high = list.length;
  if (near >= 0) {
    let step = 1;
    if (endsBefore(near)) {
      low = near + 1;
      while (low + step < high && endsBefore(low + step)) {
        low += step + 1;
        step *= 2;
      }
      high = Math.min(high, low + step);
    } else {
      high = near;
      while (high - step >= 0 && !endsBefore(high - step)) {
        high -= step;
        step *= 2;
      }
      low = Math.max(low, high - step);
    }
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endsBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
