import type * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';

/** A range of a client's clocks, from `clock` up to but not including `end`. */
export interface DeletedRange {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
}

/** What an update deletes. Adjacent ranges are joined. */
export class DeletedRanges {
  readonly #byClient = new Map<number, DeletedRange[]>();

  /**
   * Throws UpdateFault on what Yjs never writes: overlapping ranges, each of which would cost another walk over the
   * document, and empty ranges, on which Yjs throws.
   */
  constructor({ clients }: ReturnType<typeof Y.decodeUpdate>['ds']) {
    for (const [client, ranges] of clients as Map<number, readonly { clock: number; len: number }[]>) {
      const joined: DeletedRange[] = [];
      for (const { clock, len } of [...ranges].sort((a, b) => a.clock - b.clock)) {
        if (len === 0) throw new UpdateFault('a deleted range without length');
        const last = joined.at(-1);
        if (last !== undefined && clock < last.end) throw new UpdateFault('deleted ranges overlap');
        if (last === undefined || clock > last.end) joined.push({ client, clock, end: clock + len });
        else joined[joined.length - 1] = { client, clock: last.clock, end: clock + len };
      }
      this.#byClient.set(client, joined);
    }
  }

  *all(): Iterable<DeletedRange> {
    for (const ranges of this.#byClient.values()) yield* ranges;
  }

  /** Whether everything from `clock` up to `end` is deleted. */
  covers(client: number, clock: number, end: number): boolean {
    const ranges = this.#byClient.get(client) ?? [];
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle] as DeletedRange).end <= clock) low = middle + 1;
      else high = middle;
    }
    const found = ranges[low];
    return found !== undefined && found.clock <= clock && end <= found.end;
  }
}
