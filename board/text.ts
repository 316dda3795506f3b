import * as Y from 'yjs';

/**
 * A note's text is a Y.XmlFragment of `paragraph` elements, one a line, so that an editor can bind to it and two people
 * keep every letter. Everywhere else it is read and made as plain text with `\n` between lines.
 */
const PARAGRAPH = 'paragraph';

/** Deeper nesting than an editor can make is not descended into: a hostile update must not exhaust the stack. */
const MAX_DEPTH = 12;

/** Makes the fragment of a new note. Without text it holds one empty line, so that two first letters share it. */
export function fragmentOf(text: string): Y.XmlFragment {
  const fragment = new Y.XmlFragment();
  fragment.insert(0, linesOf(text).map(paragraphOf));
  return fragment;
}

/** Reads a fragment as plain text. Total: unknown elements read as their text, unknown values as nothing. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Y.XmlFragment)) return '';
  return childrenOf(value)
    .map((child) => inlineText(child, 0))
    .join('\n');
}

/**
 * Changes a fragment to read as `text` by the smallest splice: lines that stay are not touched, and in a line that
 * changes only the letters between the common start and the common end, so others' letters survive a merge.
 */
export function replaceText(fragment: Y.XmlFragment, text: string): void {
  const before = linesOf(plainText(fragment));
  const after = linesOf(text);
  if (fragment.length !== before.length) {
    // Lines and paragraphs do not match (a hard break, a peer's own markup): nothing smaller would be right.
    fragment.delete(0, fragment.length);
    fragment.insert(0, after.map(paragraphOf));
    return;
  }
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const removed = before.length - start - end;
  const inserted = after.slice(start, after.length - end);
  const changed = Math.min(removed, inserted.length);
  for (let i = 0; i < changed; i++) changeLine(fragment, start + i, inserted[i] ?? '');
  if (removed > changed) fragment.delete(start + changed, removed - changed);
  if (inserted.length > changed) fragment.insert(start + changed, inserted.slice(changed).map(paragraphOf));
}

function changeLine(fragment: Y.XmlFragment, index: number, line: string): void {
  const held = fragment.get(index);
  const leaves: unknown[] | null = held instanceof Y.XmlElement ? childrenOf(held) : null;
  if (leaves?.every((leaf) => leaf instanceof Y.XmlText)) {
    if (leaves.length > 0) spliceLine(leaves, line);
    else if (line !== '') (held as Y.XmlElement).insert(0, [new Y.XmlText(line)]);
    return;
  }
  fragment.delete(index, 1);
  fragment.insert(index, [paragraphOf(line)]);
}

/** A line may lie in several leaves: two members' first letters in an empty line make one each. */
function spliceLine(leaves: readonly Y.XmlText[], line: string): void {
  const old = leaves.map(lettersOf).join('');
  let start = commonStart(old, line);
  // A splice inside a surrogate pair would make Yjs replace both halves; step back to the letter's start.
  if (start > 0 && isHighSurrogate(old, start - 1)) start--;
  let end = commonEnd(old, line, start);
  if (end > 0 && isHighSurrogate(old, old.length - end - 1)) end--;
  let inserted = line.slice(start, line.length - end);
  let from = 0;
  for (const [i, leaf] of leaves.entries()) {
    const length = lettersOf(leaf).length;
    const at = Math.max(start - from, 0);
    const to = Math.min(old.length - end - from, length);
    if (to > at) leaf.delete(at, to - at);
    if (inserted !== '' && (start <= from + length || i === leaves.length - 1)) {
      leaf.insert(at, inserted);
      inserted = '';
    }
    from += length;
  }
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function paragraphOf(line: string): Y.XmlElement {
  const paragraph = new Y.XmlElement(PARAGRAPH);
  if (line !== '') paragraph.insert(0, [new Y.XmlText(line)]);
  return paragraph;
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

function inlineText(node: unknown, depth: number): string {
  if (node instanceof Y.XmlText) return lettersOf(node);
  if (!(node instanceof Y.XmlFragment) || depth > MAX_DEPTH) return '';
  if (node instanceof Y.XmlElement && node.nodeName === 'hardBreak') return '\n';
  return childrenOf(node)
    .map((child) => inlineText(child, depth + 1))
    .join('');
}

/** The letters alone: `XmlText.toString` would add markup for formatted runs. */
function lettersOf(text: Y.XmlText): string {
  return Y.Text.prototype.toString.call(text);
}

/** What lies in a fragment: of a peer's making, so not always nodes. By index Yjs would answer in linear time each. */
function childrenOf(fragment: Y.XmlFragment): unknown[] {
  return fragment.toArray();
}

function commonStart(a: ArrayLike<string>, b: ArrayLike<string>): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i++;
  return i;
}

function commonEnd(a: ArrayLike<string>, b: ArrayLike<string>, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let i = 0;
  while (i < most && a[a.length - 1 - i] === b[b.length - 1 - i]) i++;
  return i;
}
