import * as Y from 'yjs';
import { plainText, replaceText } from '../text.ts';

/** A letter in a document. Its key is made from its Yjs id, so it is the same in the snapshot and on the board. */
interface Letter {
  readonly key: string;
  readonly unit: string;
  readonly leaf: Y.XmlText;
}

interface Line {
  readonly key: string;
  readonly element: Y.XmlElement;
  readonly letters: readonly Letter[];
}

/**
 * Makes a note's text read as it does in a snapshot of the same document. Lines and letters in both are recognised by
 * their Yjs ids and not touched, so what somebody offline writes among them lands where it was meant. What was deleted
 * since the snapshot comes back as new letters; what was written since is deleted. Does nothing if both read the same.
 */
export function restoreText(fragment: Y.XmlFragment, kept: Y.XmlFragment): void {
  const text = plainText(kept);
  if (plainText(fragment) === text) return;
  const now = linesIn(fragment);
  const then = linesIn(kept);
  if (now === null || then === null) {
    replaceText(fragment, text);
    return;
  }
  let at = 0;
  const change = (line: Line | undefined, wanted: Line | undefined) => {
    if (wanted === undefined) {
      fragment.delete(at, 1);
      return;
    }
    if (line === undefined) fragment.insert(at, [paragraphOf(wanted.letters)]);
    else restoreLine(line, wanted.letters);
    at += 1;
  };
  for (const { gone, fresh, kept: both } of align(now, then)) {
    for (let i = 0; i < Math.max(gone.length, fresh.length); i++) change(gone[i], fresh[i]);
    if (both !== null) change(...both);
  }
}

function restoreLine({ element, letters }: Line, wanted: readonly Letter[]): void {
  if (wordsOf(letters) === wordsOf(wanted)) return;
  let leaf = letters[0]?.leaf ?? element.toArray().find((node) => node instanceof Y.XmlText);
  if (leaf === undefined) {
    leaf = new Y.XmlText();
    element.insert(0, [leaf]);
  }
  let at = 0;
  /** Letters come leaf by leaf; the position starts again in each leaf. */
  const enter = (next: Y.XmlText) => {
    if (next === leaf) return;
    leaf = next;
    at = 0;
  };
  for (const { gone, fresh, kept } of align(letters, wanted)) {
    const words = wordsOf(fresh);
    const same = wordsOf(gone) === words;
    if (!same && words !== '') {
      leaf.insert(at, words);
      at += words.length;
    }
    for (const letter of gone) {
      enter(letter.leaf);
      if (same) at += 1;
      else leaf.delete(at, 1);
    }
    if (kept === null) continue;
    enter(kept[0].leaf);
    at += 1;
  }
}

/** Elements of two lists up to the next one that is in both: `kept`, or null at the end of the lists. */
interface Stretch<T> {
  /** `gone` is in the present list only, `fresh` in the snapshot's only. */
  readonly gone: readonly T[];
  readonly fresh: readonly T[];
  readonly kept: readonly [now: T, then: T] | null;
}

/** Matches two lists by key. Yjs never reorders a list, so what is in both has the same order in both. */
function align<T extends { readonly key: string }>(now: readonly T[], then: readonly T[]): Stretch<T>[] {
  const held = new Set(now.map(({ key }) => key));
  const both = new Map(then.filter(({ key }) => held.has(key)).map((one) => [one.key, one]));
  const stretches: Stretch<T>[] = [];
  let gone: T[] = [];
  let next = 0;
  for (const one of now) {
    const kept = both.get(one.key);
    if (kept === undefined) {
      gone.push(one);
      continue;
    }
    const at = then.indexOf(kept, next);
    stretches.push({ gone, fresh: then.slice(next, at), kept: [one, kept] });
    next = at + 1;
    gone = [];
  }
  stretches.push({ gone, fresh: then.slice(next), kept: null });
  return stretches;
}

/** The lines of a text; null if it has content that no editor of ours makes. */
function linesIn(fragment: Y.XmlFragment): Line[] | null {
  const lines: Line[] = [];
  for (const element of fragment.toArray() as unknown[]) {
    if (!(element instanceof Y.XmlElement)) return null;
    const letters: Letter[] = [];
    for (const leaf of element.toArray() as unknown[]) {
      if (!(leaf instanceof Y.XmlText) || !readLetters(leaf, letters)) return null;
    }
    lines.push({ key: keyOf(element._item?.id, 0), element, letters });
  }
  return lines;
}

function readLetters(leaf: Y.XmlText, into: Letter[]): boolean {
  for (let item = leaf._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (!(item.content instanceof Y.ContentString)) return false;
    const { str } = item.content;
    for (let i = 0; i < str.length; i++) into.push({ key: keyOf(item.id, i), unit: str.charAt(i), leaf });
  }
  return true;
}

function keyOf(id: Y.ID | undefined, offset: number): string {
  return id === undefined ? '' : `${id.client} ${id.clock + offset}`;
}

function wordsOf(letters: readonly Letter[]): string {
  return letters.map(({ unit }) => unit).join('');
}

function paragraphOf(letters: readonly Letter[]): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph');
  if (letters.length > 0) paragraph.insert(0, [new Y.XmlText(wordsOf(letters))]);
  return paragraph;
}
