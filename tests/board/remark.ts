import type * as Y from 'yjs';
import { type Properties, putProperties, root } from '#board/records';
import { fragmentOf, plainText } from '#board/text';

/** A noun that the product does not have: the one file that a developer writes for it. Used by nouns.test.ts. */
export interface Remark {
  readonly id: string;
  readonly text: string;
  readonly kind: unknown;
  readonly deletedAt: number | null;
}

/** Adds a remark. Does nothing if the id exists. */
export function addRemark(doc: Y.Doc, id: string, text: string): void {
  if (!root(doc, 'remarks').has(id)) putProperties(doc, 'remarks', id, { text: fragmentOf(text), kind: 'counter' });
}

/** Reads one remark. Never throws. */
export function readRemark(id: string, map: Properties): Remark {
  const deleted = map.get('deleted');
  return {
    id,
    text: plainText(map.get('text')),
    kind: map.get('kind'),
    deletedAt: typeof deleted === 'number' ? deleted : null,
  };
}
