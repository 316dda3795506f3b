import * as Y from 'yjs';
import { indexAtOrAfter } from './struct-list.ts';
import { NONE, UpdateReader } from './update-reader.ts';

/**
 * Whether a document already has everything that an update deletes. With no new structs either, the update changes
 * nothing: clients send what they have in each step 2. Reads the bytes only, so that sending it again and again costs
 * little. Returns false on overlapping ranges, which Yjs never writes and each of which would cost another walk.
 */
export function deletesNothing(doc: Y.Doc, update: Uint8Array): boolean {
  const reader = new UpdateReader(update);
  while (reader.nextStruct());
  const seen = new Set<number>();
  let client = NONE;
  let past = 0;
  while (reader.nextRange()) {
    if (reader.client !== client) {
      if (seen.has(reader.client)) return false;
      client = reader.client;
      seen.add(client);
      past = 0;
    }
    if (reader.clock < past) return false;
    past = reader.clock + reader.length;
    if (!isDeleted(doc, client, reader.clock, past)) return false;
  }
  return true;
}

function isDeleted(doc: Y.Doc, client: number, clock: number, end: number): boolean {
  if (end > Y.getState(doc.store, client)) return false;
  const structs = doc.store.clients.get(client) ?? [];
  for (let i = indexAtOrAfter(structs, clock); i < structs.length; i++) {
    const struct = structs[i];
    if (struct === undefined || struct.id.clock >= end) break;
    if (!struct.deleted) return false;
  }
  return true;
}
