import type * as Y from 'yjs';
import type { ItemId } from './ids.ts';
import { MOST_TITLE_LETTERS, shortened } from './label.ts';
import { orderBetween } from './order.ts';
import { readFlag, readString } from './read.ts';
import { changeRecord, type Properties, propertiesOf, putProperties, root } from './records.ts';

/** The dimension of the options that a group weighs. */
export const ALTERNATIVE = 'alternativ';
/** The state of the alternative of doing nothing new. */
export const NULL_STATE = 'null';

/** An item as stored. */
export interface StoredItem {
  readonly id: ItemId;
  /** Key of its dimension, such as {@link ALTERNATIVE}. */
  readonly dimension: string;
  readonly title: string;
  /** A state of its dimension, such as {@link NULL_STATE}; null for an ordinary item. */
  readonly state: string | null;
  readonly order: string;
  readonly removed: boolean;
}

/** One item of a dimension, over which sections are repeated: an alternative, later also a group or a goal. */
export interface Item extends Omit<StoredItem, 'removed'> {
  /** Its position among the items of its dimension that are not removed, from 1; 0 for a removed one. */
  readonly number: number;
}

/** Whether an alternative is the null alternative. */
export function isNullItem(item: Pick<Item, 'state'> | null | undefined): boolean {
  return item?.state === NULL_STATE;
}

/** What is needed to add an item. Without `order` it becomes the last. */
export type NewItem = Pick<Item, 'id' | 'dimension' | 'title'> & Partial<Pick<Item, 'state' | 'order'>>;

/** Adds an item; its regions follow from the fields and are not stored. Does nothing if the id exists. */
export function addItem(doc: Y.Doc, item: NewItem): void {
  if (root(doc, 'items').has(item.id)) return;
  const { id, dimension, title, state } = item;
  const order = item.order ?? orderBetween(lastOrder(doc), null, id);
  putProperties(doc, 'items', id, { dimension, title, state: state ?? undefined, order });
}

/** Sets an item's title. */
export function renameItem(doc: Y.Doc, id: ItemId, title: string): void {
  changeRecord(doc, 'items', id, { title });
}

/** Moves an item by giving it another sort key, made with `orderBetween`. */
export function moveItem(doc: Y.Doc, id: ItemId, order: string): void {
  changeRecord(doc, 'items', id, { order });
}

/** Sets an item's state; null clears it. Notes in regions that it then lacks keep their place and read as loose. */
export function setItemState(doc: Y.Doc, id: ItemId, state: string | null): void {
  changeRecord(doc, 'items', id, { state });
}

/** Marks an item as removed. Its notes keep their place and read as loose until it is restored. */
export function removeItem(doc: Y.Doc, id: ItemId): void {
  changeRecord(doc, 'items', id, { removed: true });
}

/** Brings a removed item back, with every note that still has its place under it. */
export function restoreItem(doc: Y.Doc, id: ItemId): void {
  changeRecord(doc, 'items', id, { removed: null });
}

/** Reads one item. Never throws. */
export function readItem(id: string, map: Properties): StoredItem {
  const state = map.get('state');
  return {
    id: id as ItemId,
    dimension: readString(map, 'dimension'),
    title: shortened(readString(map, 'title'), MOST_TITLE_LETTERS),
    state: typeof state === 'string' ? state : null,
    order: readString(map, 'order'),
    removed: readFlag(map, 'removed'),
  };
}

function lastOrder(doc: Y.Doc): string | null {
  let last: string | null = null;
  for (const id of root(doc, 'items').keys()) {
    const order = propertiesOf(doc, 'items', id)?.get('order');
    if (typeof order === 'string' && (last === null || order > last)) last = order;
  }
  return last;
}
