import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { plainText, replaceText } from '#board/text';

/** A text of lines as several members leave them: each line is a list of leaves. */
function text(...lines: readonly (readonly string[])[]): Y.XmlFragment {
  const fragment = new Y.Doc().getXmlFragment('text');
  for (const leaves of lines) {
    const line = new Y.XmlElement('paragraph');
    fragment.push([line]);
    for (const leaf of leaves) line.push([new Y.XmlText(leaf)]);
  }
  return fragment;
}

const lineOf = (fragment: Y.XmlFragment, at: number) => fragment.get(at) as Y.XmlElement;
const leavesOf = (fragment: Y.XmlFragment, at = 0) =>
  lineOf(fragment, at)
    .toArray()
    .map((leaf) => (leaf as Y.XmlText).toJSON());

/** How many letters and lines a change writes and deletes. */
function costOf(fragment: Y.XmlFragment, change: () => void): { written: number; deleted: number } {
  const doc = fragment.doc as Y.Doc;
  const before = Y.getState(doc.store, doc.clientID);
  let deleted = 0;
  const count = (transaction: Y.Transaction) => {
    for (const ranges of transaction.deleteSet.clients.values()) for (const { len } of ranges) deleted += len;
  };
  doc.on('beforeObserverCalls', count);
  doc.transact(change);
  doc.off('beforeObserverCalls', count);
  return { written: Y.getState(doc.store, doc.clientID) - before, deleted };
}

describe('a replaced text', () => {
  it('keeps the lines that stay, and writes and deletes only the others', () => {
    const fragment = text(['a'], ['b'], ['c'], ['d']);
    const [a, d] = [lineOf(fragment, 0), lineOf(fragment, 3)];
    expect(costOf(fragment, () => replaceText(fragment, 'a\nd'))).toEqual({ written: 0, deleted: 6 });
    expect(fragment.toArray()).toEqual([a, d]);
    replaceText(fragment, 'a\nx\ny\nd');
    expect(plainText(fragment)).toBe('a\nx\ny\nd');
    expect([lineOf(fragment, 0), lineOf(fragment, 3)]).toEqual([a, d]);
  });

  it('changes a line where it stands, and puts more behind it', () => {
    const fragment = text(['start'], ['midt'], ['slutt']);
    const middle = lineOf(fragment, 1);
    replaceText(fragment, 'start\nmidten\nmer\nslutt');
    expect(plainText(fragment)).toBe('start\nmidten\nmer\nslutt');
    expect(lineOf(fragment, 1)).toBe(middle);
    replaceText(fragment, 'start\nslutt');
    expect(plainText(fragment)).toBe('start\nslutt');
  });

  it('begins a leaf in an empty line only for letters', () => {
    const fragment = text([], ['b']);
    replaceText(fragment, 'a\nb');
    expect(leavesOf(fragment)).toEqual(['a']);
    const empty = text([], ['b']);
    expect(costOf(empty, () => replaceText(empty, '\nb'))).toEqual({ written: 0, deleted: 0 });
  });

  it('is written anew where a peer’s own markup does not match its lines', () => {
    const fragment = text(['a']);
    lineOf(fragment, 0).push([new Y.XmlElement('hardBreak'), new Y.XmlText('b')]);
    expect(plainText(fragment)).toBe('a\nb');
    replaceText(fragment, 'a\nc\nd');
    expect(plainText(fragment)).toBe('a\nc\nd');
    expect(fragment.length).toBe(3);
  });

  it('replaces a line that holds more than letters, and no other', () => {
    const fragment = text(['x'], ['a']);
    const first = lineOf(fragment, 0);
    lineOf(fragment, 1).push([new Y.XmlElement('image')]);
    replaceText(fragment, 'x\nb');
    expect(plainText(fragment)).toBe('x\nb');
    expect(fragment.length).toBe(2);
    expect(lineOf(fragment, 0)).toBe(first);
    expect(leavesOf(fragment, 1)).toEqual(['b']);
  });
});

describe('a replaced line', () => {
  it.each([
    ['abcdef', 'abXYef', { written: 2, deleted: 2 }],
    ['abc', 'abcd', { written: 1, deleted: 0 }],
    ['abc', 'xabc', { written: 1, deleted: 0 }],
    ['abc', 'ac', { written: 0, deleted: 1 }],
    ['aaa', 'aa', { written: 0, deleted: 1 }],
    ['😀', '😁', { written: 2, deleted: 2 }],
    ['a😀b', 'a😁b', { written: 2, deleted: 2 }],
    ['x😀', 'x', { written: 0, deleted: 2 }],
    ['😀x', '🠀x', { written: 2, deleted: 2 }],
  ])('%s → %s is one splice', (before, after, cost) => {
    const fragment = text([before]);
    expect(costOf(fragment, () => replaceText(fragment, after))).toEqual(cost);
    expect(plainText(fragment)).toBe(after);
  });

  it('is changed in the leaf where the letters are', () => {
    const cases: [readonly string[], string, readonly string[]][] = [
      [['abc', 'def'], 'abXdef', ['abX', 'def']],
      [['abc', 'def'], 'abcdXf', ['abc', 'dXf']],
      [['abc', 'def'], 'abcXdef', ['abcX', 'def']],
      [['abc', 'def'], 'abcdefX', ['abc', 'defX']],
      [['abc', 'def'], 'Xabcdef', ['Xabc', 'def']],
      [['abc', 'def', 'ghi'], 'abhi', ['ab', '', 'hi']],
      [['abc', 'def', 'ghi'], 'abXhi', ['abX', '', 'hi']],
      [['', 'abc'], 'abcd', ['', 'abcd']],
    ];
    for (const [leaves, after, left] of cases) {
      const fragment = text(leaves);
      replaceText(fragment, after);
      expect(leavesOf(fragment), `${leaves.join('|')} → ${after}`).toEqual(left);
    }
  });
});
