import type * as Y from 'yjs';
import { type Properties, propertiesOf, putProperties, root, setProperties } from './board-doc.ts';
import type { AlternativeId } from './ids.ts';
import { orderBetween } from './order.ts';
import { readFlag, readString } from './read.ts';

/** An option that the group weighs. The null alternative is that of doing nothing new. */
export interface Alternative {
  readonly id: AlternativeId;
  readonly title: string;
  readonly isNull: boolean;
  readonly order: string;
  /** Its place among the alternatives that are shown, from 1. 0 for a removed one. */
  readonly number: number;
}

/** Adds an alternative as the last one. Its regions follow from the fields; nothing else is written. */
export function addAlternative(
  doc: Y.Doc,
  alternative: {
    readonly id: AlternativeId;
    readonly title: string;
    readonly isNull: boolean;
    readonly order?: string;
  },
): void {
  if (root(doc, 'alternatives').has(alternative.id)) return;
  const { id, title, isNull } = alternative;
  const order = alternative.order ?? orderBetween(lastOrder(doc), null, id);
  putProperties(doc, 'alternatives', id, { title, isNull, order });
}

/** Gives an alternative another name. */
export function renameAlternative(doc: Y.Doc, id: AlternativeId, title: string): void {
  change(doc, id, { title });
}

/** Gives an alternative another place, by a key made with `orderBetween`. */
export function moveAlternative(doc: Y.Doc, id: AlternativeId, order: string): void {
  change(doc, id, { order });
}

/** Says whether it is the null alternative. Notes in fields that it then lacks read as loose; none is changed. */
export function setNullAlternative(doc: Y.Doc, id: AlternativeId, isNull: boolean): void {
  change(doc, id, { isNull });
}

/** Takes an alternative off the board. Its notes keep their place and read as loose until it is restored. */
export function removeAlternative(doc: Y.Doc, id: AlternativeId): void {
  change(doc, id, { removed: true });
}

/** Puts a removed alternative back, with every note that still belongs to it. */
export function restoreAlternative(doc: Y.Doc, id: AlternativeId): void {
  change(doc, id, { removed: null });
}

/** Reads one alternative; `number` is given by the board. Total. */
export function readAlternative(id: AlternativeId, map: Properties): Alternative & { readonly removed: boolean } {
  return {
    id,
    title: readString(map, 'title'),
    isNull: readFlag(map, 'isNull'),
    order: readString(map, 'order'),
    number: 0,
    removed: readFlag(map, 'removed'),
  };
}

function change(doc: Y.Doc, id: AlternativeId, values: Readonly<Record<string, unknown>>): void {
  const alternative = propertiesOf(doc, 'alternatives', id);
  if (alternative !== null) setProperties(alternative, values);
}

function lastOrder(doc: Y.Doc): string | null {
  let last: string | null = null;
  for (const id of root(doc, 'alternatives').keys()) {
    const order = propertiesOf(doc, 'alternatives', id)?.get('order');
    if (typeof order === 'string' && (last === null || order > last)) last = order;
  }
  return last;
}
