import * as Y from 'yjs';

/** What a struct builds upon is neither in the document nor in the update. */
export const MISSING = Symbol('missing');
/** It takes no effect: its parent was garbage collected. */
export const NOWHERE = Symbol('nowhere');
export type Found = string | typeof MISSING | typeof NOWHERE;
type Struct = Y.Item | Y.GC;

/** The structs of one update, seen together with those of the document that they build upon. */
export class Incoming {
  /** Structs with at least one clock that the document lacks. */
  readonly fresh: Struct[] = [];
  /** Something that a struct builds upon is neither in the document nor in the update, or waits for the struct. */
  readonly gap: boolean;
  readonly #doc: Y.Doc;
  readonly #byClient = new Map<number, Struct[]>();
  readonly #before = new Map<Struct, Struct>();
  readonly #known = new Map<Struct, Found>();

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
      const list = this.#byClient.get(client) ?? [];
      const before = list.at(-1);
      if (clock > this.#endOf(client)) gap = true;
      if (before !== undefined) this.#before.set(struct, before);
      list.push(struct);
      this.#byClient.set(client, list);
      if (clock + struct.length > Y.getState(doc.store, client)) this.fresh.push(struct);
    }
    this.gap = gap || !this.#fitsTogether();
  }

  /** The roots in which a struct takes effect. */
  rootsOf(struct: Struct): Found[] {
    const found: Found[] = [this.#rootOf(struct)];
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
  #rootOf(struct: Struct): Found {
    const path: Struct[] = [];
    let at: Struct | null = struct;
    let found: Found = NOWHERE;
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
      const path: [struct: Struct, inside: boolean][] = [];
      let at: Struct | null = struct;
      let depth = 0;
      while (at !== null) {
        const known = depths.get(at);
        if (known !== undefined) {
          depth = known;
          break;
        }
        const up = this.#above(at);
        const isStruct = typeof up === 'object';
        path.push([at, isStruct && at instanceof Y.Item && at.parent !== null]);
        at = isStruct ? up : null;
      }
      for (const [one, inside] of path.reverse()) {
        if (inside) depth += 1;
        depths.set(one, depth);
      }
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  /**
   * Whether the neighbours of every fresh item lie in one place, in one type and under one key, and the right one not
   * before the left. Where they do not, Yjs takes the place from one and the row from the other, and ends with an error
   * sooner or later, in every browser too.
   */
  fitsBetween(): boolean {
    return this.fresh.every((struct) => {
      if (!(struct instanceof Y.Item)) return true;
      const { client, clock } = struct.id;
      const held = Y.getState(this.#doc.store, client);
      // Of a struct that is held in part Yjs hangs the rest onto the held part.
      const left = clock < held ? new Y.ID(client, held - 1) : struct.origin;
      const right = struct.rightOrigin;
      const before: Struct | typeof MISSING = left === null ? MISSING : this.#at(left);
      const after: Struct | typeof MISSING = right === null ? MISSING : this.#at(right);
      if (left !== null && right !== null && before === after && right.clock <= left.clock) return false;
      const slots = [struct, before, after].flatMap((one) =>
        typeof one === 'symbol' ? [] : (this.#slotOf(one) ?? []),
      );
      return slots.every(({ parent, sub }) => parent === slots[0]?.parent && sub === slots[0]?.sub);
    });
  }

  /** Whether every fresh item under a key of a map is one value. Yjs loses count of what is deleted when it cuts longer ones. */
  isSingleUnderKeys(): boolean {
    return this.fresh.every((struct) => {
      if (!(struct instanceof Y.Item) || struct.length === 1 || !struct.content.isCountable() || struct.deleted)
        return true;
      return (this.#slotOf(struct)?.sub ?? null) === null;
    });
  }

  /** The type and key that a struct lies in; null where it takes no effect. */
  #slotOf(struct: Struct): { parent: unknown; sub: string | null } | null {
    for (let at: Struct | typeof MISSING = struct; at !== MISSING && at instanceof Y.Item; ) {
      const parent: unknown = at.parent;
      if (typeof parent === 'string') return { parent, sub: at.parentSub };
      if (parent instanceof Y.AbstractType) {
        return { parent: (parent._item as Y.Item | null) ?? Y.findRootTypeKey(parent), sub: at.parentSub };
      }
      if (parent instanceof Y.ID) return { parent: this.#at(parent), sub: at.parentSub };
      const neighbour: Y.ID | null = at.origin ?? at.rightOrigin;
      if (neighbour === null) return null;
      at = this.#at(neighbour);
    }
    return null;
  }

  /** Whether a deleted range ends within what the document holds once it has taken the update. */
  reaches(client: number, clock: number, end: number): boolean {
    const state = this.#endOf(client);
    return clock < state && end <= state;
  }

  /** The roots of every struct in a deleted range that is not deleted yet. */
  *deletedRoots(client: number, clock: number, end: number): Iterable<Found> {
    const held = Y.getState(this.#doc.store, client);
    yield* this.#livingRoots(this.#doc.store.clients.get(client) ?? [], clock, end);
    // What the update says again of structs that the document holds is passed over: they may be deleted there already.
    yield* this.#livingRoots(this.#byClient.get(client) ?? [], Math.max(clock, held), end);
  }

  *#livingRoots(list: readonly Struct[], clock: number, end: number): Iterable<Found> {
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
    const done = new Set<Struct>();
    const open = new Set<Struct>();
    const stack = [...this.#byClient.values()].flat();
    for (let struct = stack.at(-1); struct !== undefined; struct = stack.at(-1)) {
      if (done.has(struct) || open.has(struct)) {
        done.add(struct);
        open.delete(struct);
        stack.pop();
        continue;
      }
      open.add(struct);
      for (const need of this.#needsOf(struct)) {
        if (need === MISSING || open.has(need)) return false;
        if (!done.has(need)) stack.push(need);
      }
    }
    return true;
  }

  /** What must be integrated before a struct, as far as the document does not hold it. */
  #needsOf(struct: Struct): (Struct | typeof MISSING)[] {
    const before = this.#before.get(struct);
    const needs: (Struct | typeof MISSING)[] = before === undefined ? [] : [before];
    if (!(struct instanceof Y.Item)) return needs;
    const parent: unknown = struct.parent;
    for (const id of [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null]) {
      if (id === null || id.clock < Y.getState(this.#doc.store, id.client)) continue;
      needs.push(this.#at(id));
    }
    return needs;
  }

  #above(struct: Struct): Found | Struct {
    if (!(struct instanceof Y.Item)) return NOWHERE;
    const parent: unknown = struct.parent;
    if (typeof parent === 'string') return parent;
    if (parent instanceof Y.AbstractType) return (parent._item as Y.Item | null) ?? Y.findRootTypeKey(parent);
    if (parent instanceof Y.ID) return this.#at(parent);
    const neighbour = struct.origin ?? struct.rightOrigin;
    return neighbour === null ? NOWHERE : this.#at(neighbour);
  }

  #rootAt(id: Y.ID): Found {
    const struct = this.#at(id);
    return struct === MISSING ? MISSING : this.#rootOf(struct);
  }

  /** The document comes first: a struct that it holds is not taken again from an update, whatever that says. */
  #at(id: Y.ID): Struct | typeof MISSING {
    for (const list of [this.#doc.store.clients.get(id.client), this.#byClient.get(id.client)]) {
      if (list === undefined) continue;
      const struct = list[indexAtOrAfter(list, id.clock)];
      if (struct !== undefined && struct.id.clock <= id.clock) return struct;
    }
    return MISSING;
  }
}

/** Index of the struct that holds a clock, or of the first one after it. Lists are sorted by clock. */
function indexAtOrAfter(list: readonly Struct[], clock: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const struct = list[middle];
    if (struct !== undefined && struct.id.clock + struct.length <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
}
