import { generateKeyBetween } from 'fractional-indexing';

/**
 * Makes a sort key between two neighbours' keys (null: no neighbour), for things in a row: notes in a region, fields,
 * items. Placing a thing writes its own key and nothing of its neighbours.
 *
 * Two people who insert at the same spot would make the same key, and nothing fits between equal keys. Each key
 * therefore ends in a tail computed from the thing's id. Sort by {@link compareOrder}.
 */
export function orderBetween(before: string | null, after: string | null, id: string): string {
  const low = usable(before);
  let high = usable(after);
  if (low !== null && high !== null && low >= high) high = null;
  const tail = tailOf(id);
  let key = generateKeyBetween(low, high);
  // The tail may lift the key past its right neighbour; then step closer to the left one.
  while (high !== null && key + tail >= high) {
    high = key;
    key = generateKeyBetween(low, high);
  }
  return key + tail;
}

/** Compares two things by sort key, then by id, so that every client sees the same order. */
export function compareOrder(
  a: { readonly order: string; readonly id: string },
  b: { readonly order: string; readonly id: string },
): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The key for a thing added at the end of a row that is sorted by {@link compareOrder}. */
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

/** The longest key, in characters, that others are built on: it is copied into them. Ours stay far below this. */
const LONGEST = 200;

/** A neighbour's key came over the network and may be anything; one that no key can be built on counts as absent. */
function usable(key: string | null): string | null {
  if (key === null || key.length > LONGEST || !/^[0-9A-Za-z]+$/.test(key)) return null;
  return isOrderKey(key) ? key : null;
}

/** Whether a text is a sort key that others can be built on, before and behind it. */
export function isOrderKey(key: string): boolean {
  try {
    generateKeyBetween(key, null);
    generateKeyBetween(null, key);
    return true;
  } catch {
    return false; // the library's only way to refuse a key
  }
}

/** The key that moves the thing at `at` one step up (-1) or down (1) in its row, past its neighbour. */
export function orderPast(row: readonly { readonly order: string }[], at: number, by: -1 | 1, id: string): string {
  const before = row[by < 0 ? at - 2 : at + 1];
  const after = row[by < 0 ? at - 1 : at + 2];
  return orderBetween(before?.order ?? null, after?.order ?? null, id);
}
