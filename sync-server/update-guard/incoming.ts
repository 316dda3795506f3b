import * as Y from 'yjs';
import { canIntegrate } from './integration-order.ts';
import { indexAtOrAfter, MISSING, type Struct } from './struct-list.ts';

/** The struct has no effect: its parent was garbage-collected. */
export const NO_EFFECT = Symbol('no effect');
/** A root's name; MISSING: something the struct builds on is not there. */
export type TouchedRoot = string | typeof MISSING | typeof NO_EFFECT;

/** The structs of one update, together with those of the document that they build on. Changes nothing. */
export class Incoming {
  readonly all: Struct[] = [];
  /** Structs with at least one clock that the document lacks. */
  readonly fresh: Struct[] = [];
  /** Something a struct builds on is neither in the document nor in the update, or waits for that struct in turn. */
  readonly gap: boolean;
  readonly #doc: Y.Doc;
  readonly #byClient = new Map<number, Struct[]>();
  readonly #known = new Map<Struct, TouchedRoot>();
  /** The index at which something was last found in each list. */
  readonly #hints = new Map<readonly Struct[], number>();

  /** Throws if a client comes twice or a struct has no length, which Yjs never writes. */
  constructor(doc: Y.Doc, structs: readonly (Struct | Y.Skip)[]) {
    this.#doc = doc;
    const ends = new Map<number, number>();
    let gap = false;
    for (const struct of structs) {
      const { client, clock } = struct.id;
      const end = ends.get(client);
      if (end !== undefined && clock !== end) throw new Error('a client comes twice');
      ends.set(client, clock + struct.length);
      if (struct instanceof Y.Skip) continue; // Yjs ignores it: only a gap before the next struct matters
      if (struct.length === 0) throw new Error('a struct without length');
      if (clock > this.#endOf(client)) gap = true;
      const list = this.#byClient.get(client);
      if (list === undefined) this.#byClient.set(client, [struct]);
      else list.push(struct);
      this.all.push(struct);
      if (clock + struct.length > Y.getState(doc.store, client)) this.fresh.push(struct);
    }
    this.gap = gap || !canIntegrate(doc, this.#byClient, (id) => this.at(id));
  }

  /** The roots in which a struct may have an effect. */
  rootsOf(struct: Struct): TouchedRoot[] {
    const found: TouchedRoot[] = [this.#rootOf(struct)];
    if (!(struct instanceof Y.Item)) return found;
    const { client, clock } = struct.id;
    const held = Y.getState(this.#doc.store, client);
    // If the document holds the beginning of the struct, Yjs attaches the rest to it, whatever parent the struct names.
    if (clock < held) found.push(this.#rootAt(new Y.ID(client, held - 1)));
    // Yjs splits both neighbours where the struct goes. In an honest struct both are in one root.
    if (struct.rightOrigin !== null) found.push(this.#rootAt(struct.rightOrigin));
    return found;
  }

  /** Walks up without recursion: a hostile update may nest parents as deep as it likes. */
  #rootOf(struct: Struct): TouchedRoot {
    const path: Struct[] = [];
    let at: Struct | null = struct;
    let found: TouchedRoot = NO_EFFECT;
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

  /** How many types the deepest fresh struct is nested in. Call it only without a gap: then there are no cycles. */
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
        // An item is as deep as its neighbour, and one deeper than the type it lies in.
        if (at instanceof Y.Item && at.parent !== null && typeof this.#above(at) === 'object') depth += 1;
        depths.set(at, depth);
      }
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  /** The document's structs for a range of clocks, such as a struct's, which it may hold in pieces. */
  heldOf({ id: { client, clock }, length }: Pick<Struct, 'id' | 'length'>): Struct[] {
    const list = this.#doc.store.clients.get(client) ?? [];
    const first = indexAtOrAfter(list, clock);
    return list.slice(first, indexAtOrAfter(list, clock + length - 1) + 1);
  }

  /** How many structs of the update lie between two clocks of one client; 0 if they are not both new. */
  structsBetween({ client, clock }: Y.ID, after: Y.ID): number {
    const list = this.#byClient.get(client);
    if (list === undefined || clock < Y.getState(this.#doc.store, client)) return 0;
    return Math.max(0, indexAtOrAfter(list, after.clock) - indexAtOrAfter(list, clock) - 1);
  }

  /** Whether a deleted range lies within what the document would hold after the update. */
  reaches(client: number, clock: number, end: number): boolean {
    const state = this.#endOf(client);
    return clock < state && end <= state;
  }

  /** The roots of every struct in a deleted range that is not deleted yet. */
  *deletedRoots(client: number, clock: number, end: number): Iterable<TouchedRoot> {
    const held = Y.getState(this.#doc.store, client);
    yield* this.#livingRoots(this.#doc.store.clients.get(client) ?? [], clock, end);
    // Structs of the update that the document already holds are skipped: there they may be deleted already.
    yield* this.#livingRoots(this.#byClient.get(client) ?? [], Math.max(clock, held), end);
  }

  *#livingRoots(list: readonly Struct[], clock: number, end: number): Iterable<TouchedRoot> {
    for (let i = indexAtOrAfter(list, clock); i < list.length; i++) {
      const struct = list[i];
      if (struct === undefined || struct.id.clock >= end) break;
      if (struct instanceof Y.Item && !struct.deleted) yield this.#rootOf(struct);
    }
  }

  /** The first clock of a client that is neither in the document nor in the update so far. */
  #endOf(client: number): number {
    const last = this.#byClient.get(client)?.at(-1);
    const held = Y.getState(this.#doc.store, client);
    return last === undefined ? held : Math.max(held, last.id.clock + last.length);
  }

  /** The struct to look at next on the way to the root: the type it lies in or a neighbour; or the root. */
  #above(struct: Struct): TouchedRoot | Struct {
    if (!(struct instanceof Y.Item)) return NO_EFFECT;
    const parent: unknown = struct.parent;
    if (typeof parent === 'string') return parent;
    if (parent instanceof Y.AbstractType) return (parent._item as Y.Item | null) ?? Y.findRootTypeKey(parent);
    if (parent instanceof Y.ID) return this.at(parent);
    const neighbour = struct.origin ?? struct.rightOrigin;
    return neighbour === null ? NO_EFFECT : this.at(neighbour);
  }

  #rootAt(id: Y.ID): TouchedRoot {
    const struct = this.at(id);
    return struct === MISSING ? MISSING : this.#rootOf(struct);
  }

  /** The struct at an id. The document comes first: Yjs ignores what an update says of clocks it already holds. */
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
