import * as Y from 'yjs';

/** Whether two documents have the same state vector: as many structs of every client. */
export function sameState(one: Y.Doc, other: Y.Doc): boolean {
  const [a, b] = [one, other].map((doc) => Y.decodeStateVector(Y.encodeStateVector(doc)));
  return a?.size === b?.size && [...(a ?? [])].every(([client, clock]) => b?.get(client) === clock);
}
