import * as Y from 'yjs';
import { ROOTS } from '#board/board-doc';
import { NONE } from './update-reader.ts';

/**
 * Where a struct lies: its root as an index into ROOTS in the low four bits, then a bit that tells whether it lies under
 * a key of a map, above them how many types it is nested in below the root. {@link NOWHERE}: not known, or without effect.
 */
export type StructSpot = number;
export const NOWHERE: StructSpot = -1;
const ROOT = 0x0f;
const KEYED = 0x10;
const DEEPER = 0x20;

/**
 * Types may be nested so deep; a letter in a note is at 4. Deleting deeper ones ends browsers, since Yjs walks them by
 * recursion.
 */
export const DEEPEST_TYPE = 20;

/** The place of what lies directly in a root, under a key or in a row. */
export function spotInRoot(rootIndex: number, isKeyed: boolean): StructSpot {
  return isKeyed ? rootIndex | KEYED : rootIndex;
}

/** The place of what lies in a type that lies at `place`. */
export function spotInside(place: StructSpot, isKeyed: boolean): StructSpot {
  const row = (place & ~KEYED) + DEEPER;
  return isKeyed ? row | KEYED : row;
}

export function rootOfSpot(place: StructSpot): number {
  return place & ROOT;
}

export function isKeyedSpot(place: StructSpot): boolean {
  return (place & KEYED) !== 0;
}

export function depthOfSpot(place: StructSpot): number {
  return Math.floor(place / DEEPER);
}

/** The structs of one client, as runs that lie in one place: the run at index i begins at `starts[i]`. */
interface Runs {
  end: number;
  readonly starts: number[];
  readonly places: StructSpot[];
  /** The right neighbour that the last struct named, if it did. */
  rightClient: number;
  rightClock: number;
}

/**
 * Which clocks of which client are taken, and where each lies: what it takes to judge a new update without the
 * document. It may be ahead of the document, which takes updates in batches.
 */
export class KnownStructs {
  readonly #clients = new Map<number, Runs>();

  /** The first clock of a client that is free. */
  endOf(client: number): number {
    return this.#clients.get(client)?.end ?? 0;
  }

  placeAt(client: number, clock: number): StructSpot {
    const runs = this.#clients.get(client);
    if (runs === undefined || clock >= runs.end) return NOWHERE;
    return runs.places[runAt(runs, clock)] as StructSpot;
  }

  /** The roots of a range of clocks, as bits by their index in ROOTS; 0 where not all of it is known. */
  rootsIn(client: number, clock: number, length: number): number {
    const runs = this.#clients.get(client);
    if (runs === undefined || length === 0 || clock + length > runs.end) return 0;
    let bits = 0;
    for (let i = runAt(runs, clock); i < runs.starts.length && (runs.starts[i] as number) < clock + length; i++) {
      const place = runs.places[i] as StructSpot;
      if (place < 0) return 0;
      bits |= 1 << rootOfSpot(place);
    }
    return bits;
  }

  /** Takes structs in that follow on what is known of a client. */
  add(client: number, length: number, place: StructSpot): void {
    let runs = this.#clients.get(client);
    if (runs === undefined) {
      runs = { end: 0, starts: [], places: [], rightClient: NONE, rightClock: 0 };
      this.#clients.set(client, runs);
    }
    if (runs.places.at(-1) !== place) {
      runs.starts.push(runs.end);
      runs.places.push(place);
    }
    runs.end += length;
    runs.rightClient = NONE;
  }

  /** Remembers the right neighbour that a client's last struct named. */
  follow(client: number, rightClient: number, rightClock: number): void {
    const runs = this.#clients.get(client);
    if (runs === undefined) return;
    runs.rightClient = rightClient;
    runs.rightClock = rightClock;
  }

  /** Whether a client's last struct named this right neighbour. */
  follows(client: number, rightClient: number, rightClock: number): boolean {
    const runs = this.#clients.get(client);
    return runs !== undefined && runs.rightClient === rightClient && runs.rightClock === rightClock;
  }

  /** Reads what the document has of these clients beyond what is known. */
  catchUp(doc: Y.Doc, clients: Iterable<number>): void {
    const placeOf = placesIn(doc);
    for (const client of clients) {
      const structs = doc.store.clients.get(client) ?? [];
      const last = structs.at(-1);
      const end = this.endOf(client);
      if (last === undefined || last.id.clock + last.length <= end) continue;
      for (let i = Y.findIndexSS(structs, end); i < structs.length; i++) {
        const struct = structs[i] as Y.Item | Y.GC;
        this.add(client, struct.id.clock + struct.length - Math.max(end, struct.id.clock), placeOf(struct));
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

/** Index of the run that holds a clock, which must be before the end. */
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

/** Finds places by walking up to the root; each type is walked once. */
function placesIn(doc: Y.Doc): (struct: Y.Item | Y.GC) => StructSpot {
  /** Where the type itself lies; a root lies above all. */
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
    // What may be cut there and what not is for `touches` to tell.
    return isKeyed && struct.length > 1 && !struct.deleted ? NOWHERE : withKey(row, isKeyed);
  };
}
