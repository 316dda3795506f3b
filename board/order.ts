import { generateKeyBetween } from 'fractional-indexing';

/**
 * Sort keys for things in a row (notes in a region, fields, items). A key lies between its neighbours' keys,
 * so putting a thing in its place writes one property of that thing and none of its neighbours'.
 *
 * Two people who insert at the same spot would make the same key, and nothing fits between equal keys. Each key
 * therefore ends in a tail drawn from the thing's own id. Keys are read with {@link compareOrder}, ties by id.
 */
export function orderBetween(before: string | null, after: string | null, id: string): string {
  const low = usable(before);
  let high = usable(after);
  if (low !== null && high !== null && low >= high) high = null;
  const tail = tailOf(id);
  let key = generateKeyBetween(low, high);
  // The tail could carry the key past its right neighbour; then step closer to the left one.
  while (high !== null && key + tail >= high) {
    high = key;
    key = generateKeyBetween(low, high);
  }
  return key + tail;
}

/** Compares two things by sort key, then by id: every client sees the same row. */
export function compareOrder(
  a: { readonly order: string; readonly id: string },
  b: { readonly order: string; readonly id: string },
): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The key for a new last thing of a row that is sorted by {@link compareOrder}. */
export function orderAfter(row: readonly { readonly order: string }[], id: string): string {
  return orderBetween(row.at(-1)?.order ?? null, null, id);
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Three base-62 digits from an id. The last is never 0, which a fractional key may not end in. */
function tailOf(id: string): string {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619) >>> 0;
  const digit = (value: number) => DIGITS.charAt(value);
  return digit(hash % 62) + digit(Math.floor(hash / 62) % 62) + digit(1 + (Math.floor(hash / 3844) % 61));
}

/** Characters of a key that others are built upon. Ours stay far below; a longer one would be copied into its neighbours. */
const LONGEST = 200;

/** A neighbour's key came over the network and may be anything; one that cannot be built upon counts as absent. */
function usable(key: string | null): string | null {
  if (key === null || key.length > LONGEST || !/^[0-9A-Za-z]+$/.test(key)) return null;
  try {
    generateKeyBetween(key, null);
    generateKeyBetween(null, key);
    return key;
  } catch {
    return null;
  }
}
