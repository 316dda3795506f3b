import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { fillLabel, isLanguage, labelIn, readLabel } from '#board/label';
import { readMeta } from '#board/meta';
import { readPropertyDefinitions } from '#board/property';
import { readFlag, readNumber, readOneOf, readPoint, readString, readWhole } from '#board/read';
import { changeRecord, putProperties, root, sameValue } from '#board/records';
import { written } from './helpers.ts';

/** A record in a document, holding these values under their names. */
function record(values: Readonly<Record<string, unknown>>) {
  const doc = createBoardDoc();
  putProperties(doc, 'links', 'r', values);
  return root(doc, 'links').get('r') as Y.Map<unknown>;
}

describe('a property that is read', () => {
  const map = record({
    text: 'x',
    number: 1.4,
    nan: Number.NaN,
    infinite: Infinity,
    big: 99,
    yes: true,
    one: 1,
    no: false,
  });

  it('is a text, or what it falls back to', () => {
    expect(readString(map, 'text')).toBe('x');
    expect(readString(map, 'number')).toBe('');
    expect(readString(map, 'missing', 'other')).toBe('other');
  });

  it('is a finite number, or what it falls back to', () => {
    expect(readNumber(map, 'number', 7)).toBe(1.4);
    for (const key of ['nan', 'infinite', 'text', 'missing']) expect(readNumber(map, key, 7), key).toBe(7);
  });

  it('is a whole number within bounds', () => {
    expect(readWhole(map, 'number', 0, 10)).toBe(1);
    expect(readWhole(map, 'big', 0, 10)).toBe(10);
    expect(readWhole(map, 'one', 3, 10)).toBe(3);
    expect(readWhole(map, 'missing', 2, 10)).toBe(2);
  });

  it('is a flag only when it is true itself', () => {
    expect(['yes', 'no', 'one', 'text', 'missing'].map((key) => readFlag(map, key))).toEqual([
      true,
      ...Array(4).fill(false),
    ]);
  });

  it('is one of a list, or what it falls back to', () => {
    expect(readOneOf(map, 'text', ['w', 'x'], 'w')).toBe('x');
    expect(readOneOf(map, 'text', ['w', 'y'], 'y')).toBe('y');
  });
});

describe('a point', () => {
  it('is two numbers, at most a million from the middle', () => {
    const most = 1_000_000;
    for (const point of [
      [0, 0],
      [-most, most],
      [1.5, -2],
    ])
      expect(readPoint(point)).toEqual(point);
  });

  it('is nothing else', () => {
    const odd = [null, 'x', {}, [], [1], [1, 2, 3], ['1', 2], [1, '2'], [Number.NaN, 1], [1, Number.NaN]];
    for (const value of [...odd, [1_000_001, 0], [0, 1_000_001], [-1_000_001, 0]]) expect(readPoint(value)).toBeNull();
  });
});

describe('a label', () => {
  it('is read in each language, with another’s text where one is missing', () => {
    const label = readLabel({ nn: 'nynorsk', en: 'English' });
    expect(label).toEqual({ nb: 'nynorsk', nn: 'nynorsk', en: 'English' });
    expect(readLabel({ nb: 'b', nn: 5, en: 'e' })).toEqual({ nb: 'b', nn: 'b', en: 'e' });
    expect(readLabel({ nn: '', en: 'e' })).toEqual({ nb: '', nn: '', en: 'e' });
    expect(readLabel('typed')).toBe('typed');
  });

  it('is nothing where there is no text', () => {
    for (const value of [null, undefined, 5, {}, [], { de: 'x' }, { nb: 5 }]) expect(readLabel(value)).toBeNull();
  });

  it('is filled in every language, and only with values that are given', () => {
    const filled = fillLabel(
      { nb: '{n}: {title}', nn: '{title}', en: '{n} {other} {toString}' },
      { n: '3', title: '{n}' },
    );
    expect(filled).toEqual({ nb: '3: {n}', nn: '{n}', en: '3 {other} {toString}' });
    expect(fillLabel('{n}{n}', { n: 'x' })).toBe('xx');
    expect(labelIn('typed', 'en')).toBe('typed');
  });

  it('is in one of three languages', () => {
    expect(['nb', 'nn', 'en', 'no', '', null].map(isLanguage)).toEqual([true, true, true, false, false, false]);
  });
});

describe('definitions of properties', () => {
  it('are read with the options of a choice, and without what is malformed', () => {
    const options = [{ key: 'a', label: 'A' }, { key: 'b' }, { label: 'C' }, null, { key: 5, label: 'D' }, 'x'];
    const read = readPropertyDefinitions([
      { key: 'p', label: 'P', type: 'choice', options },
      { key: 'q', label: 'Q', type: 'number', options },
      { key: 'r', label: 'R', type: 'choice', options: 'x' },
      { key: 's', label: 'S', type: 'date' },
      { key: 't', type: 'text' },
      { label: 'U', type: 'text' },
      null,
      'x',
    ]);
    expect(read).toEqual([
      { key: 'p', label: 'P', type: 'choice', options: [{ key: 'a', label: 'A' }] },
      { key: 'q', label: 'Q', type: 'number' },
      { key: 'r', label: 'R', type: 'choice', options: [] },
    ]);
    expect(readPropertyDefinitions({ key: 'p' })).toEqual([]);
  });
});

describe('what is true of a board as a whole', () => {
  it('reads as an empty board in bokmål where nothing is written or all is strange', () => {
    const nothing = { schemaVersion: 0, title: '', language: 'nb', templates: [], createdAt: 0 };
    expect(readMeta(createBoardDoc())).toEqual(nothing);
    const doc = createBoardDoc();
    for (const key of Object.keys(nothing)) root(doc, 'meta').set(key, { odd: true });
    expect(readMeta(doc)).toEqual(nothing);
  });

  it('keeps the language and the names of templates that are names', () => {
    const doc = createBoardDoc();
    root(doc, 'meta').set('language', 'en');
    root(doc, 'meta').set('templates', ['a', 5, 'b']);
    expect(readMeta(doc)).toMatchObject({ language: 'en', templates: ['a', 'b'] });
  });
});

describe('values', () => {
  it('are the same when all of their parts are', () => {
    const same: [unknown, unknown][] = [
      [1, 1],
      [Number.NaN, Number.NaN],
      [null, null],
      [
        [1, { a: 2 }],
        [1, { a: 2 }],
      ],
      [{ a: undefined }, { a: undefined }],
    ];
    for (const [a, b] of same) expect(sameValue(a, b)).toBe(true);
  });

  it('differ in type, length, keys or any part', () => {
    const different: [unknown, unknown][] = [
      [1, '1'],
      [null, {}],
      [{}, null],
      [{}, 5],
      [5, {}],
      [[], {}],
      [{}, []],
      [[1], [1, 2]],
      [[1, 2], [1]],
      [{ a: 1 }, { a: 2 }],
      [{ a: undefined }, { b: undefined }],
      [
        [1, 2],
        [1, 3],
      ],
      [
        [2, 1],
        [3, 1],
      ],
      [new Y.Map(), {}],
    ];
    for (const [a, b] of different) expect(sameValue(a, b)).toBe(false);
  });
});

describe('a change of a record', () => {
  it('writes what differs and removes what is null, and nothing else', () => {
    const doc = createBoardDoc();
    putProperties(doc, 'links', 'r', { a: 1, b: [1], c: 3, d: undefined });
    expect([...(root(doc, 'links').get('r') as Y.Map<unknown>).keys()]).toEqual(['a', 'b', 'c']);
    const before = written(doc);
    changeRecord(doc, 'links', 'r', { a: 1, b: [1], missing: null, other: undefined });
    expect(written(doc)).toBe(before);
    changeRecord(doc, 'links', 'r', { a: 2, c: null });
    expect((root(doc, 'links').get('r') as Y.Map<unknown>).toJSON()).toEqual({ a: 2, b: [1] });
  });

  it('leaves alone what is no record', () => {
    const doc = createBoardDoc();
    root(doc, 'links').set('odd', 5);
    changeRecord(doc, 'links', 'odd', { a: 1 });
    changeRecord(doc, 'links', 'gone', { a: 1 });
    expect(root(doc, 'links').toJSON()).toEqual({ odd: 5 });
  });
});
