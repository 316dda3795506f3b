import * as Y from 'yjs';
import { MAX_TEXT_DEPTH } from '../text.ts';

/** The length of a note's text in UTF-16 units, with one for each line break. Does not read the letters. */
export function textLength(fragment: Y.XmlFragment, depth = 0): number {
  const nodes = fragment.toArray() as unknown[];
  let length = Math.max(0, nodes.length - 1);
  for (const node of nodes) {
    if (node instanceof Y.XmlText) length += node.length;
    else if (node instanceof Y.XmlFragment && depth < MAX_TEXT_DEPTH) length += textLength(node, depth + 1);
  }
  return length;
}

/**
 * Shortens a text to `most` units by deleting new letters and lines, the last ones first. `since` is the state vector
 * from before the change; what was there then is kept.
 */
export function cutText(fragment: Y.XmlFragment, most: number, since: ReadonlyMap<number, number>): void {
  const nodes = fragment.toArray() as unknown[];
  let excess = textLength(fragment) - most;
  for (let i = nodes.length - 1; i >= 0 && excess > 0; i--) {
    const node = nodes[i];
    const length = node instanceof Y.XmlText ? node.length : node instanceof Y.XmlFragment ? textLength(node) : 0;
    const item = node instanceof Y.AbstractType ? node._item : null;
    const whole = item === null || newFrom(item, since) === 0;
    // A new line is deleted as a whole, unless deleting a part of it is enough.
    if (whole && (length + 1 <= excess || !(node instanceof Y.XmlElement))) {
      fragment.delete(i, 1);
      excess -= length + 1;
      continue;
    }
    if (node instanceof Y.XmlText) excess -= cutLeaf(node, excess, since);
    else if (node instanceof Y.XmlElement) excess -= cutLine(node, excess, since);
  }
}

/** Deletes up to `excess` new letters from a line. Returns how many. */
function cutLine(line: Y.XmlElement, excess: number, since: ReadonlyMap<number, number>): number {
  let cut = 0;
  for (const leaf of (line.toArray() as unknown[]).reverse()) {
    if (leaf instanceof Y.XmlText) cut += cutLeaf(leaf, excess - cut, since);
  }
  return cut;
}

/**
 * Deletes item by item, from the last one. `XmlText.delete` would look for each index anew, which for a text of many
 * small items costs the square of their number.
 */
function cutLeaf(leaf: Y.XmlText, excess: number, since: ReadonlyMap<number, number>): number {
  const items: Y.Item[] = [];
  for (let item = leaf._start; item !== null; item = item.right) if (!item.deleted && item.countable) items.push(item);
  let cut = 0;
  leaf.doc?.transact((transaction) => {
    for (const item of items.reverse()) {
      if (cut >= excess) return;
      const first = newFrom(item, since);
      if (first >= item.length) continue;
      let from = Math.max(first, item.length - (excess - cut));
      // Never between the halves of a surrogate pair: Yjs would replace both with U+FFFD.
      if (from > 0 && isLow(item, from)) from -= 1;
      cut += item.length - from;
      deleteFrom(transaction, item, from);
    }
  });
  if (leaf._searchMarker !== null) leaf._searchMarker.length = 0;
  return cut;
}

/** Deletes what an item holds from an offset on. */
function deleteFrom(transaction: Y.Transaction, item: Y.Item, offset: number): void {
  const { client, clock } = item.id;
  const rest = offset === 0 ? item : Y.getItemCleanStart(transaction, Y.createID(client, clock + offset));
  rest.delete(transaction);
}

/** Where in an item the new part begins: Yjs merges what a client writes into the item that it wrote before. */
function newFrom({ id, length }: Y.Item, since: ReadonlyMap<number, number>): number {
  return Math.min(length, Math.max(0, (since.get(id.client) ?? 0) - id.clock));
}

function isLow(item: Y.Item, at: number): boolean {
  if (!(item.content instanceof Y.ContentString)) return false;
  const unit = item.content.str.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
