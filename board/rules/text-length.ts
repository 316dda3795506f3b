import * as Y from 'yjs';

/** Deeper nesting than an editor can make is not descended into; see text.ts. */
const MAX_DEPTH = 12;

/** How long a note's text is, in UTF-16 units and with a line's end for each line, without reading its letters. */
export function textLength(fragment: Y.XmlFragment, depth = 0): number {
  const nodes = fragment.toArray() as unknown[];
  let length = Math.max(0, nodes.length - 1);
  for (const node of nodes) {
    if (node instanceof Y.XmlText) length += node.length;
    else if (node instanceof Y.XmlFragment && depth < MAX_DEPTH) length += textLength(node, depth + 1);
  }
  return length;
}

/**
 * Shortens a text to `most` units by taking letters and lines away, the last first, that are new: `since` is the state vector from
 * before, and what others had written then stays as it is.
 */
export function cutText(fragment: Y.XmlFragment, most: number, since: ReadonlyMap<number, number>): void {
  const nodes = fragment.toArray() as unknown[];
  let excess = textLength(fragment) - most;
  for (let i = nodes.length - 1; i >= 0 && excess > 0; i--) {
    const node = nodes[i];
    const length = node instanceof Y.XmlText ? node.length : node instanceof Y.XmlFragment ? textLength(node) : 0;
    const item = node instanceof Y.AbstractType ? node._item : null;
    const whole = item === null || newFrom(item, since) === 0;
    // A line that is new goes as a whole, unless less than all of it is too much.
    if (whole && (length + 1 <= excess || !(node instanceof Y.XmlElement))) {
      fragment.delete(i, 1);
      excess -= length + 1;
      continue;
    }
    if (node instanceof Y.XmlText) excess -= cutLeaf(node, excess, since);
    else if (node instanceof Y.XmlElement) excess -= cutLine(node, excess, since);
  }
}

/** Takes up to so many new letters out of a line, and says how many it was. */
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
    // Not inside a pair of surrogates: Yjs would make two strange letters of it.
    if (from > start && isLow(item, from - start)) from -= 1;
    leaf.delete(from, start + item.length - from);
    cut += start + item.length - from;
  }
  return cut;
}

/** Where in an item that which is new begins: Yjs joins what one writes with what the same one wrote before. */
function newFrom({ id, length }: Y.Item, since: ReadonlyMap<number, number>): number {
  return Math.min(length, Math.max(0, (since.get(id.client) ?? 0) - id.clock));
}

function isLow(item: Y.Item, at: number): boolean {
  if (!(item.content instanceof Y.ContentString)) return false;
  const unit = item.content.str.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
