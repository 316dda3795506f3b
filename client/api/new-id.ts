import { idFromBytes } from '#board/ids';

/** A new random id. */
export function newId<T extends string>(): T {
  return idFromBytes<T>(crypto.getRandomValues(new Uint8Array(17)));
}
