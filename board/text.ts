import * as Y from 'yjs';

/**
 * A note's text is a Y.XmlFragment with one `paragraph` element for each line, so that an editor can bind to it and no
 * letter is lost when two people write at once. Everywhere else it is plain text with `\n` between lines.
 */
const PARAGRAPH = 'paragraph';

/** Deeper nesting, which no editor makes, is not read: a hostile update must not exhaust the stack. */
export const MAX_TEXT_DEPTH = 12;

/** Makes the fragment of a new note. Without text it has one empty line, for two members' first letters to share. */
export function fragmentOf(text: string): Y.XmlFragment {
  const fragment = new Y.XmlFragment();
  fragment.insert(0, linesOf(text).map(paragraphOf));
  return fragment;
}

/** Reads a fragment as plain text. Never throws: unknown elements read as their text, other values as ''. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Y.XmlFragment)) return '';
  return childrenOf(value)
    .map((child) => textOfNode(child, 0))
    .join('\n');
}

/**
 * Makes a fragment read as `text` by the smallest edit: equal lines are not touched, and in a line that differs only
 * the letters between the common start and the common end are replaced. So others' letters survive a merge.
 */
export function replaceText(fragment: Y.XmlFragment, text: string): void {
  const before = linesOf(plainText(fragment));
  const after = linesOf(text);
  if (fragment.length !== before.length) {
    // Lines and paragraphs do not match (a hard break, a peer's own markup): no smaller edit would be correct.
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

/** A line may consist of several leaves: two members' first letters in an empty line make one each. */
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

function textOfNode(node: unknown, depth: number): string {
  if (node instanceof Y.XmlText) return lettersOf(node);
  if (!(node instanceof Y.XmlFragment) || depth > MAX_TEXT_DEPTH) return '';
  if (node instanceof Y.XmlElement && node.nodeName === 'hardBreak') return '\n';
  return childrenOf(node)
    .map((child) => textOfNode(child, depth + 1))
    .join('');
}

/** The letters alone: `XmlText.toString` would add markup for formatted runs. */
function lettersOf(text: Y.XmlText): string {
  return Y.Text.prototype.toString.call(text);
}

/** A fragment's children; a peer may have put in other things than nodes. Access by index would be linear in Yjs. */
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
