import * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';
import { Incoming, MISSING, NOWHERE } from './incoming.ts';
import { DEEPEST_TYPE } from './known-structs.ts';

/** What an update would do to a document, told before it is applied. */
export interface Touches {
  /** Names of the roots in which it adds or deletes something. */
  readonly roots: ReadonlySet<string>;
  /** It builds on changes that the document lacks: applying it would leave pending structs. */
  readonly gap: boolean;
  /** It changes nothing: everything in it is already in the document. */
  readonly empty: boolean;
}

/**
 * Tells which roots a V1 update touches, by following each struct's parents up to the root: first within the update,
 * then in the document. Changes nothing. The roots may be more than Yjs would change (an item that arrives deleted, or
 * whose parent is gone, has no effect) but never fewer: rights are judged by them.
 *
 * Throws where the bytes are no update, on types that are nested too deep, and on five shapes that no Yjs writes: a
 * struct without length (it still overwrites a key), a client that comes twice (Yjs reads the last only), deleted ranges
 * that overlap (each costs another walk over the document) neighbours that
 * lie apart and several values under one key (both end Yjs with an error when they are deleted).
 */
export function touches(doc: Y.Doc, update: Uint8Array): Touches {
  const { structs, ds } = Y.decodeUpdate(update);
  const incoming = new Incoming(doc, structs);
  const roots = new Set<string>();
  let gap = incoming.gap;
  let empty = true;
  for (const struct of incoming.fresh) {
    empty = false;
    for (const found of incoming.rootsOf(struct)) {
      if (found === MISSING) gap = true;
      else if (found !== NOWHERE) roots.add(found);
    }
  }
  for (const [client, ranges] of ds.clients as Map<number, readonly { clock: number; len: number }[]>) {
    let past = 0;
    for (const { clock, len } of [...ranges].sort((a, b) => a.clock - b.clock)) {
      if (clock < past) throw new Error('deleted ranges overlap');
      past = clock + len;
      if (!incoming.reaches(client, clock, past)) gap = true;
      for (const found of incoming.deletedRoots(client, clock, past)) {
        empty = false;
        if (found === MISSING) gap = true;
        else if (found !== NOWHERE) roots.add(found);
      }
    }
  }
  if (!gap && !incoming.fitsBetween()) throw new UpdateFault('a struct between two that are not neighbours');
  if (!gap && !incoming.isSingleUnderKeys()) throw new UpdateFault('several values under one key');
  if (!gap && incoming.deepest() > DEEPEST_TYPE) throw new UpdateFault('types that are nested too deep');
  return { roots, gap, empty };
}
