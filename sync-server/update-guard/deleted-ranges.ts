import type * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';

/** A stretch of a client's clocks, from `clock` to before `end`. */
export interface DeletedRange {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
}

/** What an update deletes. Ranges that touch are one. */
export class DeletedRanges {
  readonly #byClient = new Map<number, DeletedRange[]>();

  /**
   * Throws UpdateFault on what no Yjs writes: ranges that overlap, each of which would cost another walk over the
   * document, and ranges without length, at which Yjs ends with an error.
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

  /** Whether all of a stretch is deleted. */
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
