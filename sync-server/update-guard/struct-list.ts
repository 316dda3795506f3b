import type * as Y from 'yjs';

export type Struct = Y.Item | Y.GC;

/** A struct that is neither in the document nor in the update. */
export const MISSING = Symbol('missing');

/**
 * Index of the struct that contains a clock, or of the first one after it. The list is one client's, sorted by clock. An
 * update mostly refers to structs close to each other, so the search may start at index `near`, from which it widens
 * step by step before it halves.
 */
export function indexAtOrAfter(list: readonly Struct[], clock: number, near = -1): number {
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
