import { expect } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, RECORD_ROOTS, ROOTS } from '#board/board-doc';
import type { RootName } from '#board/nouns';
import { root } from '#board/records';
import { type Glance, glance } from '../../sync-server/update-guard/glance.ts';
import { type Growth, growthOf } from '../../sync-server/update-guard/growth.ts';
import { KnownStructs, NOWHERE } from '../../sync-server/update-guard/known-structs.ts';
import { type Touches, touches } from '../../sync-server/update-guard/touches.ts';

/** The result of `touches`, or 'refused' if it throws. */
export function judge(doc: Y.Doc, update: Uint8Array): Touches | 'refused' {
  try {
    return touches(doc, update);
  } catch {
    return 'refused';
  }
}

/**
 * Checks that a sure glance names every root and spot that `touches` and Yjs find, and that no update puts more records
 * than was foreseen. Returns whether the glance was sure.
 */
export function glanceAgrees(doc: Y.Doc, update: Uint8Array, found: Touches | 'refused'): boolean {
  const known = new KnownStructs();
  known.catchUp(doc, doc.store.clients.keys());
  let seen: Glance;
  try {
    seen = glance(known, update);
  } catch {
    return false; // Yjs never writes this; that honest updates are accepted is tested in update-reader.test.ts
  }
  if (found !== 'refused' && !found.gap) growthAgrees(doc, update, seen);
  if (!seen.sure) return false;
  if (found === 'refused' || found.gap) expect.unreachable('a glance is sure of an update that must not be applied');
  for (const name of found.roots) expect(seen.roots & (1 << ROOTS.indexOf(name as RootName)), name).toBeGreaterThan(0);
  const [client = 0] = seen.clients;
  const before = known.endOf(client);
  for (const [i, length] of seen.lengths.entries()) known.add(client, length, seen.spots[i] as number);
  // The spots of the glance are those that the document has after the update was applied.
  const after = cloneOf(doc);
  Y.applyUpdate(after, update);
  const fresh = new KnownStructs();
  fresh.catchUp(after, after.store.clients.keys());
  expect(known.endOf(client)).toBe(fresh.endOf(client));
  for (let clock = before; clock < known.endOf(client); clock++) {
    const spot = fresh.spotAt(client, clock);
    if (spot !== NOWHERE) expect(known.spotAt(client, clock)).toBe(spot);
  }
  return true;
}

/** Checks that an update puts no more records than its glance and its measured growth say. Returns the growth. */
export function growthAgrees(doc: Y.Doc, update: Uint8Array, { puts }: Pick<Glance, 'puts'>): Growth {
  const growth = growthOf(doc, update);
  const before = recordKeys(doc);
  const after = cloneOf(doc);
  Y.applyUpdate(after, update);
  const now = recordKeys(after);
  const added = [...now].filter((key) => !before.has(key)).length;
  const erased = [...before].filter((key) => !now.has(key)).length;
  expect(puts).toBeGreaterThanOrEqual(added);
  expect(growth.added).toBeGreaterThanOrEqual(added);
  expect(growth.added - growth.erased).toBeGreaterThanOrEqual(added - erased);
  return growth;
}

function recordKeys(doc: Y.Doc): Set<string> {
  return new Set(RECORD_ROOTS.flatMap((name) => [...root(doc, name).keys()].map((key) => `${name} ${key}`)));
}

export function cloneOf(doc: Y.Doc): Y.Doc {
  const clone = createBoardDoc();
  Y.applyUpdate(clone, Y.encodeStateAsUpdate(doc));
  return clone;
}
