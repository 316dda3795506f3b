import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { isAllowedKey, isPlain, partsOf, sizeOf } from '#board/rules/plain-value';
import { cutText, textLength } from '#board/rules/text-length';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const nestedObjects = (depth: number): unknown => (depth === 0 ? 1 : { a: nestedObjects(depth - 1) });

describe('a key', () => {
  it('is allowed unless it or a part of it would reach a prototype', () => {
    for (const key of ['a', 'props.x', 'prop:t.k', 'proto', '__proto', 'constructors', ''])
      expect(isAllowedKey(key)).toBe(true);
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      for (const whole of [key, `props.${key}`, `${key}.x`, `prop:${key}`, `a.b:${key}.c`, `${key}`])
        expect(isAllowedKey(whole), whole).toBe(false);
    }
  });
});

describe('plain data', () => {
  it('is what JSON can hold, and nothing', () => {
    for (const value of [undefined, null, true, 'x', 0, -1.5, [], {}, [{ a: [null] }], Object.create(null)])
      expect(isPlain(value)).toBe(true);
    for (const value of [
      Number.NaN,
      Infinity,
      10n,
      () => 1,
      Symbol('x'),
      new Date(),
      new Uint8Array(1),
      new Y.Map(),
      Object.create({}),
    ])
      expect(isPlain(value)).toBe(false);
    for (const value of [[1, 10n], { a: 1, b: 10n }, JSON.parse('{"__proto__": 1}')])
      expect(isPlain(value)).toBe(false);
  });

  it('is nested 40 deep at most', () => {
    expect([40, 41, 42].map((depth) => isPlain(nested(depth)))).toEqual([true, true, false]);
    expect([40, 41, 42].map((depth) => isPlain(nestedObjects(depth)))).toEqual([true, true, false]);
  });

  it('has numbers below its bound, and safe links where links matter', () => {
    const bounds = { number: 10, link: true };
    expect([9.9, -9.9, 10, -10].map((value) => isPlain(value, bounds))).toEqual([true, true, false, false]);
    const link = (href: unknown, key = 'href') => isPlain({ a: { [key]: href } }, bounds);
    for (const safe of ['https://example.org', '/a', 'mailto:x@y', '#x', 5, ''])
      expect(link(safe), String(safe)).toBe(true);
    for (const scheme of ['javascript', 'vbscript', 'data', 'blob', 'file', 'JAVAscript', ' java\u0001script\n']) {
      for (const key of ['href', 'src', 'url', 'HREF']) expect(link(`${scheme}:x`, key), scheme).toBe(false);
      expect(link(`${scheme}:x`, 'text')).toBe(true);
      expect(isPlain({ href: `${scheme}:x` })).toBe(true);
    }
  });

  it('has parts only where it is an object', () => {
    expect(partsOf({ a: 1 })).toEqual({ a: 1 });
    for (const value of [null, [1], 'x', 5, undefined]) expect(partsOf(value)).toEqual({});
  });
});

describe('the size of a value', () => {
  const size = (value: unknown) => sizeOf(value, 1e6);

  it('is that of its letters in UTF-8', () => {
    for (const text of ['', 'abc', '\u007f', '\u0080', 'å', '\u07ff', '\u0800', '€', '\ud7ff', '\ue000', '😀a😀'])
      expect(size(text), text).toBe(new TextEncoder().encode(text).length);
  });

  it('grows with every key, value and list', () => {
    expect([size(5), size(null), size(true), size([]), size({})]).toEqual([1, 1, 1, 1, 1]);
    expect(size([1, 'ab'])).toBe(4);
    expect(size({ abc: 1, d: 'ef' })).toBe(1 + 3 + 1 + 1 + 2);
    expect(size({ a: { b: ['cd'] } })).toBe(1 + 1 + 1 + 1 + 1 + 2);
  });

  it('is no longer counted when it is over its most', () => {
    const calls: number[] = [];
    const counted = (text: string) => ({
      get a() {
        calls.push(1);
        return text;
      },
    });
    expect(sizeOf([counted('x'.repeat(50)), counted('y'), counted('z')], 20)).toBeGreaterThan(20);
    expect(calls).toHaveLength(1);
    expect(sizeOf('å'.repeat(21), 20)).toBe(21);
    expect(sizeOf('å'.repeat(20), 20)).toBe(40);
  });
});

describe('the length of a text', () => {
  /** A text of lines; each line is a list of leaves. */
  function text(clientId: number, ...lines: readonly (readonly string[])[]) {
    const doc = new Y.Doc();
    doc.clientID = clientId;
    const fragment = doc.getXmlFragment('text');
    for (const leaves of lines) {
      const line = new Y.XmlElement('paragraph');
      fragment.push([line]);
      for (const leaf of leaves) line.push([new Y.XmlText(leaf)]);
    }
    return { doc, fragment, vector: () => Y.decodeStateVector(Y.encodeStateVector(doc)) };
  }
  const read = (fragment: Y.XmlFragment) =>
    (fragment.toArray() as Y.XmlElement[]).map((line) =>
      line instanceof Y.XmlText
        ? line.toJSON()
        : line
            .toArray()
            .map((leaf) => (leaf as Y.XmlText).toJSON())
            .join('|'),
    );
  const lineOf = (fragment: Y.XmlFragment, at: number) => (fragment.get(at) as Y.XmlElement).get(0) as Y.XmlText;

  it('is that of its letters, and one for the end of each line but the last', () => {
    expect(textLength(text(1).fragment)).toBe(0);
    expect(textLength(text(1, ['abc'], [], ['d', 'ef']).fragment)).toBe(3 + 1 + 0 + 1 + (1 + 1 + 2));
  });

  it('is cut where letters are new, at their end', () => {
    const { fragment, vector } = text(1, ['abc'], ['def']);
    const since = vector();
    lineOf(fragment, 0).insert(3, '12345');
    cutText(fragment, 9, since);
    expect(read(fragment)).toEqual(['abc12', 'def']);
    cutText(fragment, 9, since);
    expect(read(fragment)).toEqual(['abc12', 'def']);
    cutText(fragment, 0, since);
    expect(read(fragment)).toEqual(['abc', 'def']);
  });

  it('is cut at the last line that is new, and whole lines go when that is needed', () => {
    const { fragment, vector } = text(1, ['abc']);
    const since = vector();
    for (const letters of ['1111', '2222', '3333']) {
      const line = new Y.XmlElement('paragraph');
      fragment.push([line]);
      line.push([new Y.XmlText(letters)]);
    }
    cutText(fragment, 16, since);
    expect(read(fragment)).toEqual(['abc', '1111', '2222', '33']);
    cutText(fragment, 13, since);
    expect(read(fragment)).toEqual(['abc', '1111', '2222']);
    cutText(fragment, 5, since);
    expect(read(fragment)).toEqual(['abc', '1']);
    cutText(fragment, 1, since);
    expect(read(fragment)).toEqual(['abc']);
  });

  it('is cut in the last leaf of a line first, and leaves are cut one after the other', () => {
    const { fragment, vector } = text(1, []);
    const since = vector();
    (fragment.get(0) as Y.XmlElement).push([new Y.XmlText('abc'), new Y.XmlText('def')]);
    cutText(fragment, 5, since);
    expect(read(fragment)).toEqual(['abc|d']);
    cutText(fragment, 3, since);
    expect(read(fragment)).toEqual(['ab|']);
  });

  it('is cut between letters, never within one', () => {
    for (const most of [6, 5]) {
      const { fragment, vector } = text(1, ['abc']);
      const since = vector();
      lineOf(fragment, 0).insert(3, 'x😀y😀');
      cutText(fragment, most, since);
      expect(read(fragment)[0]).toBe(most === 6 ? 'abcx😀' : 'abcx');
    }
  });

  it('is cut around what was deleted and what others wrote', () => {
    const { doc, fragment } = text(1, ['abc']);
    const other = new Y.Doc();
    other.clientID = 2;
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    lineOf(other.getXmlFragment('text'), 0).insert(3, 'OLD');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    const since = Y.decodeStateVector(Y.encodeStateVector(doc));
    lineOf(fragment, 0).insert(6, '1234');
    lineOf(fragment, 0).insert(1, 'xyz');
    lineOf(fragment, 0).delete(2, 1);
    cutText(fragment, 8, since);
    expect(read(fragment)).toEqual(['axzbcOLD']);
    cutText(fragment, 7, since);
    expect(read(fragment)).toEqual(['axbcOLD']);
  });

  it('is cut by a whole leaf where that lies bare among the lines', () => {
    const { fragment, vector } = text(1, ['abc']);
    const since = vector();
    fragment.push([new Y.XmlText('bare')]);
    cutText(fragment, 6, since);
    expect(read(fragment)).toEqual(['abc']);
  });

  it('is counted as deep as an editor nests', () => {
    const inDepth = (depth: number) => {
      const { fragment } = text(1);
      let at: Y.XmlFragment = fragment;
      for (let i = 0; i < depth; i++) {
        const inner = new Y.XmlElement('div');
        at.insert(0, [inner]);
        at = inner;
      }
      at.insert(0, [new Y.XmlText('deep')]);
      return textLength(fragment);
    };
    expect([1, 12, 13, 2000].map(inDepth)).toEqual([4, 4, 0, 0]);
  });
});
