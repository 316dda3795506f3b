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
  const lines: string[] = [];
  for (let child = firstChild(value); child !== null; child = nextSibling(child)) lines.push(inlineText(child, 0));
  return lines.join('\n');
}

/**
 * Changes a fragment to read as `text` by the smallest splice: lines that stay are not touched, and in a single changed
 * line only the letters between the common start and the common end are replaced, so others' letters survive a merge.
 */
export function replaceText(fragment: Y.XmlFragment, text: string): void {
  const before = linesOf(plainText(fragment));
  const after = linesOf(text);
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const removed = before.length - start - end;
  const inserted = after.slice(start, after.length - end);
  const line = inserted[0];
  if (removed === 1 && inserted.length === 1 && line !== undefined && fragment.length === before.length) {
    const held = fragment.get(start);
    const leaf = held instanceof Y.XmlElement && held.length === 1 ? held.get(0) : null;
    if (leaf instanceof Y.XmlText) {
      spliceLine(leaf, line);
      return;
    }
  }
  if (fragment.length !== before.length) {
    fragment.delete(0, fragment.length);
    fragment.insert(0, after.map(paragraphOf));
    return;
  }
  if (removed > 0) fragment.delete(start, removed);
  if (inserted.length > 0) fragment.insert(start, inserted.map(paragraphOf));
}

function spliceLine(leaf: Y.XmlText, line: string): void {
  const old = lettersOf(leaf);
  let start = commonStart(old, line);
  // A splice inside a surrogate pair would make Yjs replace both halves; step back to the letter's start.
  if (start > 0 && isHighSurrogate(old, start - 1)) start--;
  let end = commonEnd(old, line, start);
  if (end > 0 && isHighSurrogate(old, old.length - end - 1)) end--;
  const removed = old.length - start - end;
  if (removed > 0) leaf.delete(start, removed);
  if (line.length > start + end) leaf.insert(start, line.slice(start, line.length - end));
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
  let text = '';
  for (let child = firstChild(node); child !== null; child = nextSibling(child)) text += inlineText(child, depth + 1);
  return text;
}

/** The letters alone: `XmlText.toString` would add markup for formatted runs. */
function lettersOf(text: Y.XmlText): string {
  return Y.Text.prototype.toString.call(text);
}

type Child = Y.XmlElement | Y.XmlText | Y.XmlHook;

/** Walks by sibling rather than by index, which Yjs answers in linear time. */
function firstChild(fragment: Y.XmlFragment): Child | null {
  return (fragment.firstChild as Child | null | undefined) ?? null;
}

function nextSibling(node: Child): Child | null {
  return (node instanceof Y.XmlHook ? null : (node.nextSibling as Child | null | undefined)) ?? null;
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
