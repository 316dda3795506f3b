import * as Y from 'yjs';
import { newItems } from '../records.ts';
import { sizeOf } from './plain-value.ts';

/** The most bytes of anything but letters at one place of a text, such as an attribute or the name of an element. */
const BYTES = 1024;

/**
 * What a transaction put into texts that is neither letters nor lines and is large, or could hold anything. Letters are
 * limited by their number, records by their bytes; without this rule the rest of a text would be limited by nothing.
 * One pass over what is new.
 */
export function strangersIn(transaction: Y.Transaction): Y.Item[] {
  return newItems(transaction, (item) => !item.deleted && isInText(item) && isStrange(item.content));
}

function isInText({ parent }: Y.Item): boolean {
  return parent instanceof Y.XmlFragment || parent instanceof Y.Text;
}

function isStrange(content: Y.Item['content']): boolean {
  if (content instanceof Y.ContentString) return false;
  if (content instanceof Y.ContentType) {
    const { type } = content as { type: unknown };
    if (type instanceof Y.XmlElement) return type.nodeName.length > BYTES;
    return !(type instanceof Y.XmlText);
  }
  if (content instanceof Y.ContentFormat) return sizeOf([content.key, content.value], BYTES) > BYTES;
  if (content instanceof Y.ContentEmbed) return sizeOf(content.embed, BYTES) > BYTES;
  if (content instanceof Y.ContentAny) return sizeOf(content.arr, BYTES) > BYTES;
  return true; // bytes, documents
}

/** Deletes an item of a text, by its id: Yjs may have joined it with the one before it since. */
export function dropFromText(doc: Y.Doc, id: Y.ID): void {
  doc.transact((transaction) => {
    const item = Y.getItem(doc.store, id);
    if (item instanceof Y.Item && !item.deleted) item.delete(transaction);
  });
}
