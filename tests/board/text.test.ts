import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { fragmentOf, plainText, replaceText } from '#board/text';

const PAIRS = ['😀', '😁', '👍🏽', 'a', 'å', '\n', 'b'];

describe('the text of a note', () => {
  it('is read back as it was made, line breaks included', () => {
    for (const text of ['', 'a', 'a\nb', '\n', 'æøå\n\n😀 slutt\n']) expect(plainText(stored(text))).toBe(text);
    expect(plainText(stored('a\r\nb\rc'))).toBe('a\nb\nc');
  });

  it('reads a string as itself and any other value as empty', () => {
    expect(plainText('a string')).toBe('a string');
    for (const value of [undefined, null, 3, [], {}, new Y.Map(), new Y.Array()]) expect(plainText(value)).toBe('');
  });

  it('is read without formatting and odd children, and with hard breaks as line breaks', () => {
    const fragment = stored('a');
    const paragraph = new Y.XmlElement('paragraph');
    fragment.push([paragraph, new Y.XmlHook('odd') as unknown as Y.XmlElement, new Y.XmlText('bar')]);
    const bold = new Y.XmlText();
    paragraph.push([bold, new Y.XmlElement('hardBreak'), new Y.XmlText('y')]);
    bold.insert(0, 'x', { bold: true });
    expect(plainText(fragment)).toBe('a\nx\ny\n\nbar');
  });

  it('is not read below the depth that an editor can make', () => {
    const fragment = stored('a');
    let at: Y.XmlFragment = fragment;
    for (let depth = 0; depth < 5000; depth++) {
      const inner = new Y.XmlElement('div');
      at.insert(0, [inner]);
      at = inner;
    }
    at.insert(0, [new Y.XmlText('deep')]);
    expect(plainText(fragment)).toBe('\na');
  });

  it('reads as the new text after any replacement', () => {
    const text = fc.array(fc.constantFrom(...PAIRS), { maxLength: 12 }).map((parts) => parts.join(''));
    const done = { changed: 0, shorter: 0 };
    fc.assert(
      fc.property(text, text, text, (first, second, third) => {
        const fragment = stored(first);
        replaceText(fragment, second);
        expect(plainText(fragment)).toBe(second);
        replaceText(fragment, third);
        expect(plainText(fragment)).toBe(third);
        if (first !== second && second !== third) done.changed++;
        if (third.length < second.length) done.shorter++;
      }),
      { numRuns: 500 },
    );
    console.info(JSON.stringify(done));
    for (const count of Object.values(done)) expect(count).toBeGreaterThan(100);
  });

  it('is replaced by writing nothing if it is equal, and one letter if one is added', () => {
    const fragment = stored('en\nto\ntre');
    const doc = fragment.doc as Y.Doc;
    const before = Y.getState(doc.store, doc.clientID);
    replaceText(fragment, 'en\nto\ntre');
    expect(Y.getState(doc.store, doc.clientID)).toBe(before);
    replaceText(fragment, 'en\ntro\ntre');
    expect(Y.getState(doc.store, doc.clientID)).toBe(before + 1);
  });

  it('never splits an emoji', () => {
    const fragment = stored('x😀y');
    replaceText(fragment, 'x😁y');
    replaceText(fragment, 'x😁😁y');
    replaceText(fragment, 'x😁y');
    expect(plainText(fragment)).toBe('x😁y');
    expect(plainText(mergedWith(fragment, (other) => replaceText(other, 'x🎈y')))).not.toContain('\ufffd');
  });
});

describe('replacements by two members at once', () => {
  it.each([
    ['at both ends of a line', 'midt', 'Amidt', 'midtB', 'AmidtB'],
    ['in two lines', 'en\nto', 'en!\nto', 'en\nto?', 'en!\nto?'],
    ['that add a line and letters', 'en', 'en\nto', 'enB', 'enB\nto'],
    ['that break a line where the other writes', 'en to', 'en\nto', 'Ben to', 'Ben\nto'],
  ])('keep both changes %s', (_what, text, mine, yours, both) => {
    expect(twoReplacements(text, mine, yours)).toBe(both);
  });

  it('keep both texts when both are the first in an empty note', () => {
    expect(['abcdef', 'defabc']).toContain(twoReplacements('', 'abc', 'def'));
  });

  it('change only the letters that differ, in a line that two members began', () => {
    const fragment = stored('');
    const other = clone(fragment);
    replaceText(fragment, 'abc');
    replaceText(other, 'def');
    sync(fragment, other);
    const text = plainText(fragment);
    expect(twoReplacementsIn(fragment, other, `${text}!`, `?${text}`)).toBe(`?${text}!`);
    replaceText(fragment, 'kort');
    expect(plainText(fragment)).toBe('kort');
  });
});

function stored(text: string): Y.XmlFragment {
  const doc = new Y.Doc();
  const fragment = fragmentOf(text);
  doc.getMap('notes').set('text', fragment);
  return fragment;
}

function clone(fragment: Y.XmlFragment): Y.XmlFragment {
  const doc = new Y.Doc();
  doc.getMap('notes');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(fragment.doc as Y.Doc));
  return doc.getMap('notes').get('text') as Y.XmlFragment;
}

function sync(one: Y.XmlFragment, two: Y.XmlFragment): void {
  const [a, b] = [one.doc as Y.Doc, two.doc as Y.Doc];
  const update = Y.encodeStateAsUpdate(a);
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  Y.applyUpdate(b, update);
}

function mergedWith(fragment: Y.XmlFragment, edit: (other: Y.XmlFragment) => void): Y.XmlFragment {
  const other = clone(fragment);
  edit(other);
  sync(fragment, other);
  return fragment;
}

function twoReplacementsIn(one: Y.XmlFragment, two: Y.XmlFragment, mine: string, yours: string): string {
  replaceText(one, mine);
  replaceText(two, yours);
  sync(one, two);
  expect(plainText(two)).toBe(plainText(one));
  return plainText(one);
}

function twoReplacements(text: string, mine: string, yours: string): string {
  const fragment = stored(text);
  return twoReplacementsIn(fragment, clone(fragment), mine, yours);
}
