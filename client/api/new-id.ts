import { idFromBytes } from '#board/ids';

/** A new id from this browser's randomness. */
export function newId<T extends string>(): T {
  return idFromBytes<T>(crypto.getRandomValues(new Uint8Array(17)));
}
