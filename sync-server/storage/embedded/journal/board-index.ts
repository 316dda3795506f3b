/** Where an entry lies in the journal. */
export interface EntryLocation {
  readonly segment: number;
  readonly offset: number;
  /** Bytes; {@link MISSING} or {@link DAMAGED} if there is nothing to read. */
  readonly length: number;
}

/** The living entries of each board: those that no checkpoint covers. From and to are seqs, both included. */
export type LivingList = readonly (readonly [boardId: string, from: number, to: number])[];

export const MISSING = 0;
export const DAMAGED = -1;

/**
 * Arrays of numbers, since an open board may have thousands of entries. Without gaps; `first` is the first one's seq.
 */
interface Locations {
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

/** Where the living entries of each board lie. A board whose file holds everything is not in the index. */
export class BoardIndex {
  readonly #boards = new Map<string, Locations>();
  readonly #segments = new Map<number, Living>();
  #bytes = 0;

  /** Bytes of all living entries. */
  get bytes(): number {
    return this.#bytes;
  }

  livingIn(segment: number): Readonly<Living> {
    return this.#segments.get(segment) ?? NOTHING;
  }

  boards(): IterableIterator<string> {
    return this.#boards.keys();
  }

  /** The seqs of the first and the last living entry; null if the board has none. */
  range(boardId: string): { readonly first: number; readonly last: number } | null {
    const locations = this.#boards.get(boardId);
    return locations === undefined
      ? null
      : { first: locations.first, last: locations.first + locations.lengths.length - 1 };
  }

  /** The locations of a board's living entries from `seq` on, in order. */
  locations(boardId: string, seq: number): EntryLocation[] {
    const locations = this.#boards.get(boardId);
    if (locations === undefined) return [];
    const { segments, offsets, lengths } = locations;
    const found: EntryLocation[] = [];
    for (let i = Math.max(0, seq - locations.first); i < lengths.length; i++) {
      found.push({ segment: segments[i] ?? 0, offset: offsets[i] ?? 0, length: lengths[i] ?? MISSING });
    }
    return found;
  }

  /** Whether a board has a living entry in a segment. */
  has(boardId: string, segment: number): boolean {
    return this.#boards.get(boardId)?.segments.includes(segment) ?? false;
  }

  /** Adds an entry. It replaces an entry of the same seq and all after it; seqs that were skipped become missing. */
  add(boardId: string, seq: number, segment: number, offset: number, length: number): void {
    let locations = this.#boards.get(boardId);
    if (locations !== undefined && seq < locations.first + locations.lengths.length) {
      this.dropFrom(boardId, seq);
      locations = this.#boards.get(boardId);
    }
    if (locations === undefined) {
      locations = { first: seq, segments: [], offsets: [], lengths: [] };
      this.#boards.set(boardId, locations);
    }
    while (locations.first + locations.lengths.length < seq) this.#push(locations, segment, 0, MISSING);
    this.#push(locations, segment, offset, length);
  }

  /** Drops the entries up to and including `seq`. */
  dropUpTo(boardId: string, seq: number): void {
    const locations = this.#boards.get(boardId);
    if (locations === undefined || seq < locations.first) return;
    this.#cut(boardId, locations, 0, seq - locations.first + 1);
    locations.first = seq + 1;
  }

  /** Drops the entry `seq` and all after it. */
  dropFrom(boardId: string, seq: number): void {
    const locations = this.#boards.get(boardId);
    if (locations !== undefined)
      this.#cut(boardId, locations, Math.max(0, seq - locations.first), locations.lengths.length);
  }

  /**
   * Takes over a list from the same moment. Boards not listed are dead; listed entries that the index lacks are
   * missing.
   */
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
    const locations = this.#boards.get(boardId);
    if (locations === undefined) return;
    locations.first -= 1;
    locations.segments.unshift(segment);
    locations.offsets.unshift(0);
    locations.lengths.unshift(MISSING);
    this.#count(segment, 1, MISSING);
  }

  #push(locations: Locations, segment: number, offset: number, length: number): void {
    locations.segments.push(segment);
    locations.offsets.push(offset);
    locations.lengths.push(length);
    this.#count(segment, 1, length);
  }

  #cut(boardId: string, locations: Locations, from: number, to: number): void {
    const count = to - from;
    if (count <= 0) return;
    const segments = locations.segments.splice(from, count);
    const lengths = locations.lengths.splice(from, count);
    locations.offsets.splice(from, count);
    segments.forEach((segment, i) => {
      this.#count(segment, -1, lengths[i] ?? 0);
    });
    if (locations.lengths.length === 0) this.#boards.delete(boardId);
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
