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

function cutLeaf(leaf: Y.XmlText, excess: number, since: ReadonlyMap<number, number>): number {
  let cut = 0;
  const items: Y.Item[] = [];
  for (let item = leaf._start; item !== null; item = item.right) if (!item.deleted && item.countable) items.push(item);
  let end = leaf.length;
  for (const item of items.reverse()) {
    const start = end - item.length;
    end = start;
    const first = newFrom(item, since);
    if (cut >= excess || first >= item.length) continue;
    let from = start + Math.max(first, item.length - (excess - cut));
    // Never between the halves of a surrogate pair: Yjs would replace both with U+FFFD.
    if (from > start && isLow(item, from - start)) from -= 1;
    // Counted first: deleting a part of an item shortens the item.
    const count = start + item.length - from;
    leaf.delete(from, count);
    cut += count;
  }
  return cut;
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
