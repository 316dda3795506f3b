import type * as Y from 'yjs';
import type { LinkId, NoteId } from './ids.ts';
import { readString } from './read.ts';
import { type Properties, putProperties, root } from './records.ts';

/** A typed link between two notes, such as a measure and the risk that it reduces. */
export interface Link {
  readonly id: LinkId;
  readonly type: string;
  readonly from: NoteId;
  readonly to: NoteId;
}

/** Links two notes. Does nothing if the id exists. */
export function addLink(doc: Y.Doc, { id, type, from, to }: Link): void {
  if (!root(doc, 'links').has(id)) putProperties(doc, 'links', id, { type, from, to });
}

/** Deletes a link. */
export function removeLink(doc: Y.Doc, id: LinkId): void {
  root(doc, 'links').delete(id);
}

/** Reads one link. Never throws. Whether its notes exist is checked when the board is assembled. */
export function readLink(id: string, map: Properties): Link {
  return {
    id: id as LinkId,
    type: readString(map, 'type', 'relates'),
    from: readString(map, 'from') as NoteId,
    to: readString(map, 'to') as NoteId,
  };
}
