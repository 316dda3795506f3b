import * as Y from 'yjs';
import { DeletedRanges } from './deleted-ranges.ts';
import { Incoming, MISSING, NOWHERE } from './incoming.ts';
import { refuseUnsound } from './soundness.ts';

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
 * Throws where the bytes are no update, on what no Yjs writes (a struct without length, which still overwrites a key; a
 * client that comes twice, of which Yjs reads the last only; deleted ranges that overlap, each of which costs another
 * walk over the document), and on what {@link refuseUnsound} refuses.
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
  const deleted = new DeletedRanges(ds);
  for (const { client, clock, end } of deleted.all()) {
    if (!incoming.reaches(client, clock, end)) gap = true;
    for (const found of incoming.deletedRoots(client, clock, end)) {
      empty = false;
      if (found === MISSING) gap = true;
      else if (found !== NOWHERE) roots.add(found);
    }
  }
  if (!gap) refuseUnsound(doc, incoming, deleted);
  return { roots, gap, empty };
}
