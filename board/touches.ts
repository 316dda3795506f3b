import * as Y from 'yjs';

/** What an update would do to a document, told before it is applied. */
export interface Touches {
  /** Names of the roots in which it adds or deletes something. */
  readonly roots: ReadonlySet<string>;
  /** It builds on changes that the document lacks: applying it would leave pending structs. */
  readonly gap: boolean;
  /** It changes nothing: everything in it is already in the document. */
  readonly empty: boolean;
}

/**
 * Tells which roots a V1 update touches, by following each struct's parents up to the root: first within the update,
 * then in the document. Changes nothing. Throws where the bytes are no update.
 *
 * Structs whose parent was garbage collected take no effect in Yjs and touch nothing.
 */
export function touches(doc: Y.Doc, update: Uint8Array): Touches {
  const { structs, ds } = Y.decodeUpdate(update);
  const incoming = new Incoming(doc, structs);
  const roots = new Set<string>();
  let gap = incoming.gap;
  let empty = true;
  for (const struct of incoming.fresh) {
    empty = false;
    const found = incoming.rootOf(struct);
    if (found === MISSING) gap = true;
    else if (found !== NOWHERE) roots.add(found);
  }
  for (const [client, ranges] of ds.clients as Map<number, { clock: number; len: number }[]>) {
    for (const { clock, len } of ranges) {
      const deleted = incoming.deletedRoots(client, clock, len, roots);
      if (deleted === 'gap') gap = true;
      if (deleted !== 'nothing') empty = false;
    }
  }
  return { roots, gap, empty };
}

const MISSING = Symbol('missing');
const NOWHERE = Symbol('nowhere');
type Found = string | typeof MISSING | typeof NOWHERE;
type Struct = Y.Item | Y.GC | Y.Skip;

/** The structs of one update, seen together with those of the document that they build upon. */
class Incoming {
  /** Structs with at least one clock that the document lacks. */
  readonly fresh: Struct[] = [];
  /** Clocks are missing between the document and the update, or inside it. */
  gap = false;
  readonly #doc: Y.Doc;
  readonly #byClient = new Map<number, Struct[]>();
  readonly #known = new Map<Struct, Found>();

  constructor(doc: Y.Doc, structs: readonly Struct[]) {
    this.#doc = doc;
    const next = new Map<number, number>();
    for (const struct of structs) {
      const { client, clock } = struct.id;
      const held = Y.getState(doc.store, client);
      const expected = next.get(client) ?? held;
      if (clock > expected || struct instanceof Y.Skip) this.gap = true;
      next.set(client, Math.max(expected, clock + struct.length));
      if (struct instanceof Y.Skip) continue;
      const list = this.#byClient.get(client) ?? [];
      list.push(struct);
      this.#byClient.set(client, list);
      if (clock + struct.length > held) this.fresh.push(struct);
    }
  }

  /** Walks up without recursion: parents may nest as deep as a hostile update likes. */
  rootOf(struct: Struct): Found {
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

  /** Adds the roots of every struct in a deleted range. */
  deletedRoots(client: number, clock: number, len: number, roots: Set<string>): 'some' | 'nothing' | 'gap' {
    const end = clock + len;
    let covered = Math.max(clock, 0);
    let result: 'some' | 'nothing' | 'gap' = 'nothing';
    for (const list of [this.#doc.store.clients.get(client) ?? [], this.#byClient.get(client) ?? []]) {
      for (let i = indexAtOrAfter(list, clock); i < list.length; i++) {
        const struct = list[i];
        if (struct === undefined || struct.id.clock >= end) break;
        covered = Math.max(covered, struct.id.clock + struct.length);
        if (!(struct instanceof Y.Item) || struct.deleted) continue;
        result = 'some';
        const found = this.rootOf(struct);
        if (found === MISSING) return 'gap';
        if (found !== NOWHERE) roots.add(found);
      }
    }
    return covered < end ? 'gap' : result;
  }

  #above(struct: Struct): Found | Struct {
    if (!(struct instanceof Y.Item)) return NOWHERE;
    const parent: unknown = struct.parent;
    if (typeof parent === 'string') return parent;
    if (parent instanceof Y.AbstractType) return parent._item ?? Y.findRootTypeKey(parent);
    if (parent instanceof Y.ID) return this.#at(parent);
    const neighbour = struct.origin ?? struct.rightOrigin;
    return neighbour === null ? NOWHERE : this.#at(neighbour);
  }

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
