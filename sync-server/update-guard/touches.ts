import * as Y from 'yjs';
import { DeletedRanges } from './deleted-ranges.ts';
import { Incoming, NO_EFFECT } from './incoming.ts';
import { refuseUnsound } from './soundness.ts';
import { MISSING } from './struct-list.ts';

/** What an update would do to a document. */
export interface Touches {
  /** Names of the roots in which it adds or deletes something. */
  readonly roots: ReadonlySet<string>;
  /** It builds on changes that the document lacks; applying it would leave pending structs. */
  readonly gap: boolean;
  /** It changes nothing: everything in it is already in the document. */
  readonly empty: boolean;
}

/**
 * Returns the roots that a V1 update touches, by following each struct's parents up to the root: first within the
 * update, then in the document. Changes nothing. There may be more roots than Yjs would change (an item that arrives
 * deleted, or whose parent is gone, has no effect) but never fewer: rights are judged by them.
 *
 * Throws if the bytes are not an update, on what Yjs never writes (a struct without length, which still overwrites a
 * key; a client that comes twice, of which Yjs reads only the last; overlapping deleted ranges, each of which costs
 * another walk over the document), and on what {@link refuseUnsound} refuses.
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
      else if (found !== NO_EFFECT) roots.add(found);
    }
  }
  const deleted = new DeletedRanges(ds);
  for (const { client, clock, end } of deleted.all()) {
    if (!incoming.reaches(client, clock, end)) gap = true;
    for (const found of incoming.deletedRoots(client, clock, end)) {
      empty = false;
      if (found === MISSING) gap = true;
      else if (found !== NO_EFFECT) roots.add(found);
    }
  }
  if (!gap) refuseUnsound(doc, incoming, deleted);
  return { roots, gap, empty };
}
