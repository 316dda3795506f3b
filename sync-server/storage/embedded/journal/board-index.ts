/** Where one entry lies. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
  /** Bytes; {@link MISSING} or {@link DAMAGED} where there is nothing to read. */
  readonly length: number;
}

/** What is living: for each board the entries that no checkpoint covers. */
export type LivingList = readonly (readonly [boardId: string, from: number, to: number])[];

export const MISSING = 0;
export const DAMAGED = -1;

/** Flat arrays: an open board may have thousands of entries. They have no gaps; the first one's number is `first`. */
interface Places {
  first: number;
  readonly segments: number[];
  readonly offsets: number[];
  readonly lengths: number[];
}

interface Living {
  entries: number;
  bytes: number;
}

const NOTHING: Living = { entries: 0, bytes: 0 };

/** Where in the segments the living entries of boards are. A board whose file holds everything is not in it. */
export class BoardIndex {
  readonly #boards = new Map<string, Places>();
  readonly #segments = new Map<number, Living>();
  #bytes = 0;

  /** Bytes of living entries. */
  get bytes(): number {
    return this.#bytes;
  }

  livingIn(segment: number): Readonly<Living> {
    return this.#segments.get(segment) ?? NOTHING;
  }

  boards(): IterableIterator<string> {
    return this.#boards.keys();
  }

  /** The first and the last entry's number, or null where the board has none here. */
  range(boardId: string): { readonly first: number; readonly last: number } | null {
    const places = this.#boards.get(boardId);
    return places === undefined ? null : { first: places.first, last: places.first + places.lengths.length - 1 };
  }

  /** The places of a board's entries from `seq` on, in order. */
  places(boardId: string, seq: number): Place[] {
    const places = this.#boards.get(boardId);
    if (places === undefined) return [];
    const { segments, offsets, lengths } = places;
    const found: Place[] = [];
    for (let i = Math.max(0, seq - places.first); i < lengths.length; i++) {
      found.push({ segment: segments[i] ?? 0, offset: offsets[i] ?? 0, length: lengths[i] ?? MISSING });
    }
    return found;
  }

  /** Whether a board has a living entry in a segment. */
  has(boardId: string, segment: number): boolean {
    return this.#boards.get(boardId)?.segments.includes(segment) ?? false;
  }

  /** Adds an entry. One whose number was there already stands for it and all after it; numbers left out are missing. */
  add(boardId: string, seq: number, segment: number, offset: number, length: number): void {
    let places = this.#boards.get(boardId);
    if (places !== undefined && seq < places.first + places.lengths.length) {
      this.dropFrom(boardId, seq);
      places = this.#boards.get(boardId);
    }
    if (places === undefined) {
      places = { first: seq, segments: [], offsets: [], lengths: [] };
      this.#boards.set(boardId, places);
    }
    while (places.first + places.lengths.length < seq) this.#push(places, segment, 0, MISSING);
    this.#push(places, segment, offset, length);
  }

  /** Forgets the entries up to and with `seq`. */
  dropUpTo(boardId: string, seq: number): void {
    const places = this.#boards.get(boardId);
    if (places === undefined || seq < places.first) return;
    this.#cut(boardId, places, 0, seq - places.first + 1);
    places.first = seq + 1;
  }

  /** Forgets the entry `seq` and all after it. */
  dropFrom(boardId: string, seq: number): void {
    const places = this.#boards.get(boardId);
    if (places !== undefined) this.#cut(boardId, places, Math.max(0, seq - places.first), places.lengths.length);
  }

  /** Makes the index say what a list from the same moment says: what is not in the list is dead, what lacks is missing. */
  apply(list: LivingList, segment: number): void {
    const listed = new Set(list.map(([boardId]) => boardId));
    for (const boardId of [...this.#boards.keys()]) if (!listed.has(boardId)) this.dropFrom(boardId, 0);
    for (const [boardId, from, to] of list) {
      this.dropFrom(boardId, to + 1);
      this.dropUpTo(boardId, from - 1);
      const range = this.range(boardId);
      if (range === null) this.add(boardId, from, segment, 0, MISSING);
      else for (let seq = range.first; seq > from; seq--) this.#prependMissing(boardId, segment);
      if ((this.range(boardId)?.last ?? to) < to) this.add(boardId, to, segment, 0, MISSING);
    }
  }

  list(): LivingList {
    return [...this.#boards].map(([id, { first, lengths }]) => [id, first, first + lengths.length - 1] as const);
  }

  #prependMissing(boardId: string, segment: number): void {
    const places = this.#boards.get(boardId);
    if (places === undefined) return;
    places.first -= 1;
    places.segments.unshift(segment);
    places.offsets.unshift(0);
    places.lengths.unshift(MISSING);
    this.#count(segment, 1, MISSING);
  }

  #push(places: Places, segment: number, offset: number, length: number): void {
    places.segments.push(segment);
    places.offsets.push(offset);
    places.lengths.push(length);
    this.#count(segment, 1, length);
  }

  #cut(boardId: string, places: Places, from: number, to: number): void {
    const count = to - from;
    if (count <= 0) return;
    const segments = places.segments.splice(from, count);
    const lengths = places.lengths.splice(from, count);
    places.offsets.splice(from, count);
    segments.forEach((segment, i) => {
      this.#count(segment, -1, lengths[i] ?? 0);
    });
    if (places.lengths.length === 0) this.#boards.delete(boardId);
  }

  #count(segment: number, entries: number, length: number): void {
    const living = this.#segments.get(segment) ?? { entries: 0, bytes: 0 };
    const bytes = Math.max(0, length) * Math.sign(entries);
    living.entries += entries;
    living.bytes += bytes;
    this.#bytes += bytes;
    if (living.entries === 0) this.#segments.delete(segment);
    else this.#segments.set(segment, living);
  }
}
