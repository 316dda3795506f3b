import * as Y from 'yjs';
import { ROOTS } from '#board/board-doc';
import { NONE } from './update-reader.ts';

/**
 * Where a struct lies, as a number: its root as an index into ROOTS in the low five bits, then one bit for whether it
 * lies under a key of a map, and above them how many types it is nested in below the root. {@link NOWHERE}: unknown, or
 * without effect.
 */
export type StructSpot = number;
export const NOWHERE: StructSpot = -1;
const ROOT = 0x1f;
const KEYED = 0x20;
const DEEPER = 0x40;
/** Sets of roots are bits of one number, of which 31 can be used. */
const MOST_ROOTS = 31;
if (ROOTS.length > MOST_ROOTS) {
  throw new Error(`a board has ${ROOTS.length} roots, and a set of roots has room for ${MOST_ROOTS}: widen it first`);
}

/**
 * How deep types may be nested; a letter in a note is at 4. Yjs deletes types by recursion, so deep ones overflow the
 * stack of every browser.
 */
export const DEEPEST_TYPE = 20;

/** The spot of structs directly in a root: under a key, or in its sequence. */
export function spotInRoot(rootIndex: number, isKeyed: boolean): StructSpot {
  return isKeyed ? rootIndex | KEYED : rootIndex;
}

/** The spot of structs in a type that lies at `spot`. */
export function spotInside(spot: StructSpot, isKeyed: boolean): StructSpot {
  const row = (spot & ~KEYED) + DEEPER;
  return isKeyed ? row | KEYED : row;
}

export function rootOfSpot(spot: StructSpot): number {
  return spot & ROOT;
}

export function isKeyedSpot(spot: StructSpot): boolean {
  return (spot & KEYED) !== 0;
}

export function depthOfSpot(spot: StructSpot): number {
  return Math.floor(spot / DEEPER);
}

/** The structs of one client, as runs with the same spot: run i begins at clock `starts[i]`. */
interface Runs {
  end: number;
  readonly starts: number[];
  readonly spots: StructSpot[];
  /** The right origin of the last struct; client NONE if it had none or it is not known. */
  rightClient: number;
  rightClock: number;
}

/**
 * Which clocks of each client exist, and where each struct lies: enough to judge most updates without the document. It
 * may be ahead of the document, to which updates are applied in batches.
 */
export class KnownStructs {
  readonly #clients = new Map<number, Runs>();

  /** The first free clock of a client. */
  endOf(client: number): number {
    return this.#clients.get(client)?.end ?? 0;
  }

  spotAt(client: number, clock: number): StructSpot {
    const runs = this.#clients.get(client);
    if (runs === undefined || clock >= runs.end) return NOWHERE;
    return runs.spots[runAt(runs, clock)] as StructSpot;
  }

  /** The roots of a range of clocks, as bits by index in ROOTS; 0 if any part of it is unknown. */
  rootsIn(client: number, clock: number, length: number): number {
    const runs = this.#clients.get(client);
    if (runs === undefined || length === 0 || clock + length > runs.end) return 0;
    let bits = 0;
    for (let i = runAt(runs, clock); i < runs.starts.length && (runs.starts[i] as number) < clock + length; i++) {
      const spot = runs.spots[i] as StructSpot;
      if (spot < 0) return 0;
      bits |= 1 << rootOfSpot(spot);
    }
    return bits;
  }

  /** Adds a struct, which begins at the client's first free clock. */
  add(client: number, length: number, spot: StructSpot): void {
    let runs = this.#clients.get(client);
    if (runs === undefined) {
      runs = { end: 0, starts: [], spots: [], rightClient: NONE, rightClock: 0 };
      this.#clients.set(client, runs);
    }
    if (runs.spots.at(-1) !== spot) {
      runs.starts.push(runs.end);
      runs.spots.push(spot);
    }
    runs.end += length;
    runs.rightClient = NONE;
  }

  /** Sets the right origin of a client's last struct. */
  follow(client: number, rightClient: number, rightClock: number): void {
    const runs = this.#clients.get(client);
    if (runs === undefined) return;
    runs.rightClient = rightClient;
    runs.rightClock = rightClock;
  }

  /** Whether a client's last struct had this right origin. */
  follows(client: number, rightClient: number, rightClock: number): boolean {
    const runs = this.#clients.get(client);
    return runs !== undefined && runs.rightClient === rightClient && runs.rightClock === rightClock;
  }

  /** Adds the structs of these clients that the document has and that are not known yet. */
  catchUp(doc: Y.Doc, clients: Iterable<number>): void {
    const spotOf = spotsIn(doc);
    for (const client of clients) {
      const structs = doc.store.clients.get(client) ?? [];
      const last = structs.at(-1);
      const end = this.endOf(client);
      if (last === undefined || last.id.clock + last.length <= end) continue;
      for (let i = Y.findIndexSS(structs, end); i < structs.length; i++) {
        const struct = structs[i] as Y.Item | Y.GC;
        this.add(client, struct.id.clock + struct.length - Math.max(end, struct.id.clock), spotOf(struct));
      }
      const right = last instanceof Y.Item ? last.rightOrigin : null;
      if (right !== null) this.follow(client, right.client, right.clock);
    }
  }

  /** The first free clock of each client: Yjs' state vector. */
  ends(): Map<number, number> {
    const ends = new Map<number, number>();
    for (const [client, { end }] of this.#clients) ends.set(client, end);
    return ends;
  }
}

/** Index of the run that contains a clock, which must be before the end. */
function runAt({ starts }: Runs, clock: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Finds spots by walking up to the root; the result for each type is remembered. */
function spotsIn(doc: Y.Doc): (struct: Y.Item | Y.GC) => StructSpot {
  /** For each type the spot of structs in it that have no key. */
  const rows = new Map<unknown, StructSpot>(ROOTS.map((name, index) => [doc.get(name), spotInRoot(index, false)]));
  const withKey = (row: StructSpot, isKeyed: boolean) => (isKeyed && row !== NOWHERE ? row | KEYED : row);
  return (struct) => {
    const path: unknown[] = [];
    let type: unknown = struct instanceof Y.Item ? struct.parent : null;
    while (type instanceof Y.AbstractType && !rows.has(type)) {
      path.push(type);
      type = (type._item as Y.Item | null)?.parent;
    }
    let row = rows.get(type) ?? NOWHERE;
    for (const one of path.reverse()) {
      row = row === NOWHERE ? NOWHERE : spotInside(row, false);
      rows.set(one, row);
    }
    const isKeyed = struct instanceof Y.Item && struct.parentSub !== null;
    // A living item of several values under a key may be split only in some places; `touches` must judge that.
    return isKeyed && struct.length > 1 && !struct.deleted ? NOWHERE : withKey(row, isKeyed);
  };
}
