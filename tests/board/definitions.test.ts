import { describe, expect, it } from 'vitest';
import { createBoardDoc } from '#board/board-doc';
import { putDrawing, readDrawing, removeDrawing } from '#board/drawing';
import { addField, readField } from '#board/field';
import type { FieldId, ItemId, LinkId, SectionId } from '#board/ids';
import { ALTERNATIVE, addItem } from '#board/item';
import { addLink, readLink, removeLink } from '#board/link';
import { addNote, moveNote, setNoteProperty } from '#board/note';
import { orderBetween } from '#board/order';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { EACH, GENERAL, noteId, put, seededDoc, written } from './helpers.ts';

const FIELD = 'f' as FieldId;
const NEW = { id: FIELD, section: EACH, key: 'k', title: 'T', column: 0, row: 5, order: 'a5' } as const;
const [A, B] = [noteId('a'), noteId('b')];

describe('a field', () => {
  it('is two notes wide and one row high unless it is said otherwise', () => {
    const doc = seededDoc();
    addField(doc, NEW);
    addField(doc, { ...NEW, id: 'g' as FieldId, width: 3, height: 4 });
    const size = (id: string) => readBoard(doc).fields.find((field) => field.id === id);
    expect(size('f')).toMatchObject({
      width: 2,
      height: 1,
      help: null,
      linksTo: null,
      notForNull: false,
      properties: [],
    });
    expect(size('g')).toMatchObject({ width: 3, height: 4 });
  });

  it('writes no property that it does not have', () => {
    const doc = seededDoc();
    addField(doc, { ...NEW, help: null, linksTo: null, notForNull: false, properties: [] });
    expect([...(propertiesOf(doc, 'fields', FIELD)?.keys() ?? [])].sort()).toEqual(
      ['section', 'key', 'title', 'column', 'row', 'order', 'width', 'height'].sort(),
    );
  });

  it('keeps what it is linked to and what it is not for', () => {
    const doc = seededDoc();
    addField(doc, { ...NEW, help: 'H', linksTo: 'risk', notForNull: true });
    expect(readBoard(doc).fields.find(({ id }) => id === FIELD)).toMatchObject({
      help: 'H',
      linksTo: 'risk',
      notForNull: true,
    });
  });

  it('lies within the grid, whatever a peer wrote', () => {
    const doc = createBoardDoc();
    addField(doc, { ...NEW, column: -1, row: 999, width: 0, height: 99 });
    addField(doc, { ...NEW, id: 'g' as FieldId, column: 99, row: -5, width: 99, height: 0 });
    const read = (id: string) => readField(id, propertiesOf(doc, 'fields', id) ?? (undefined as never));
    expect(read('f')).toMatchObject({ column: 0, row: 200, width: 1, height: 20 });
    expect(read('g')).toMatchObject({ column: 60, row: 0, width: 12, height: 1 });
  });

  it('is called by its key, or its id, when it has no title', () => {
    const doc = createBoardDoc();
    addField(doc, { ...NEW, title: 5 as never });
    addField(doc, { ...NEW, id: 'g' as FieldId, title: null as never, key: 5 as never });
    const titles = ['f', 'g'].map((id) => readField(id, propertiesOf(doc, 'fields', id) as never).title);
    expect(titles).toEqual(['k', 'g']);
  });
});

describe('a section', () => {
  it('is called by its key, or its id, when it has no title', () => {
    const doc = createBoardDoc();
    const titles = () => readBoard(doc).sections.map(({ title }) => title);
    put(doc, 'sections', 's', recordOf({ key: 'k', order: 'a0' }));
    put(doc, 'sections', 't', recordOf({ order: 'a1', per: 5 }));
    expect(titles()).toEqual(['k', 't']);
  });

  it('is called by its patterns: with a name, without one, and for the null alternative', () => {
    const doc = createBoardDoc();
    put(doc, 'sections', 's', recordOf({ per: ALTERNATIVE, title: '{n}. {title}', titleWhenUnnamed: 'Nr. {n}' }));
    for (const [id, title] of [
      ['i1', ' En '],
      ['i2', '  '],
    ] as const)
      addItem(doc, { id: id as ItemId, dimension: ALTERNATIVE, title });
    addItem(doc, { id: 'i3' as ItemId, dimension: 'other', title: 'Ikke her' });
    addItem(doc, { id: 'i4' as ItemId, dimension: ALTERNATIVE, title: '', state: 'null' });
    expect(readBoard(doc).sections.map(({ title }) => title)).toEqual(['1. En', 'Nr. 2', '3. ']);
    root(doc, 'sections').set('s', recordOf({ per: ALTERNATIVE, title: '{n}', titleForNull: 'Null {title}' }));
    expect(readBoard(doc).sections.map(({ title }) => title)).toEqual(['1', '2', 'Null ']);
  });
});

describe('an item', () => {
  it('becomes the last of all unless its place is given', () => {
    const doc = createBoardDoc();
    const add = (id: string, order?: string) =>
      addItem(doc, { id: id as ItemId, dimension: ALTERNATIVE, title: id, ...(order === undefined ? {} : { order }) });
    add('z', 'a5');
    put(doc, 'items', 'odd', recordOf({ order: 7 }));
    add('y', 'a3');
    add('x');
    add('w');
    expect(readBoard(doc).items.map(({ id }) => id)).toEqual(['odd', 'y', 'z', 'x', 'w']);
  });
});

describe('a link', () => {
  const LINK = { id: 'l' as LinkId, type: 'reduces', from: A, to: B };

  it('is added once, and taken away', () => {
    const doc = withNotes();
    addLink(doc, LINK);
    const before = written(doc);
    addLink(doc, { ...LINK, type: 'other' });
    expect(written(doc)).toBe(before);
    expect(readBoard(doc).links).toEqual([LINK]);
    removeLink(doc, LINK.id);
    expect(readBoard(doc).links).toEqual([]);
  });

  it('shows only while both of its notes are there', () => {
    const doc = withNotes();
    addLink(doc, LINK);
    addLink(doc, { ...LINK, id: 'm' as LinkId, to: noteId('gone') });
    addLink(doc, { ...LINK, id: 'n' as LinkId, from: noteId('gone') });
    expect(readBoard(doc).links.map(({ id }) => id)).toEqual(['l']);
  });

  it('relates two notes where nothing is said of how', () => {
    const doc = createBoardDoc();
    put(doc, 'links', 'l', recordOf({ from: 'a' }));
    expect(readLink('l', propertiesOf(doc, 'links', 'l') as never)).toEqual({
      id: 'l',
      type: 'relates',
      from: 'a',
      to: '',
    });
  });
});

describe('a drawing', () => {
  it('keeps the two groups of its properties, also when they are empty', () => {
    const doc = createBoardDoc();
    const record = { id: 'shape:a', typeName: 'shape', type: 'geo', x: 1, y: 2, props: { w: 5 }, meta: { by: 'x' } };
    putDrawing(doc, 'shape:a', record);
    const read = () => readDrawing('shape:a', propertiesOf(doc, 'drawings', 'shape:a') as never);
    expect(read()).toEqual(record);
    putDrawing(doc, 'shape:a', { ...record, props: {}, meta: {} });
    expect(read()).toEqual({ ...record, props: {}, meta: {} });
  });

  it('has no groups where tldraw has none', () => {
    const doc = createBoardDoc();
    putDrawing(doc, 'x:a', { id: 'x:a', typeName: 'x' });
    expect(readDrawing('x:a', propertiesOf(doc, 'drawings', 'x:a') as never)).toEqual({ id: 'x:a', typeName: 'x' });
  });

  it('has both coordinates in one property, and neither where one is missing or strange', () => {
    const doc = createBoardDoc();
    const stored = () => propertiesOf(doc, 'drawings', 'x:a') as never as Map<string, unknown>;
    putDrawing(doc, 'x:a', { id: 'x:a', x: 1, y: 2, extra: undefined });
    expect([stored().get('pos'), stored().has('x'), stored().has('extra')]).toEqual([[1, 2], false, false]);
    for (const odd of [{ x: 1 }, { y: 1 }, { x: '1', y: 2 }, { x: 1, y: '2' }]) {
      putDrawing(doc, 'x:a', { id: 'x:a', ...odd });
      expect(stored().has('pos')).toBe(false);
    }
    stored().set('pos', 5);
    stored().set('list', [1, 2]);
    expect(readDrawing('x:a', stored() as never)).toEqual({ id: 'x:a', pos: 5, list: [1, 2] });
  });

  it('writes only what differs', () => {
    const doc = createBoardDoc();
    const record = { id: 'x:a', typeName: 'shape', type: 'geo', x: 1, y: 2, props: { w: 5, list: [1] }, meta: {} };
    putDrawing(doc, 'x:a', record);
    const before = written(doc);
    putDrawing(doc, 'x:a', structuredClone(record));
    expect(written(doc)).toBe(before);
    putDrawing(doc, 'x:a', { ...record, x: 3, props: { w: 6, list: [1] } });
    expect(written(doc) - before).toBe(2);
    putDrawing(doc, 'x:a', { ...record, props: null as never });
    expect(readDrawing('x:a', propertiesOf(doc, 'drawings', 'x:a') as never).props).toEqual({});
  });

  it('is removed without a trace of one that is not there', () => {
    const doc = createBoardDoc();
    putDrawing(doc, 'shape:a', { id: 'shape:a', typeName: 'shape' });
    removeDrawing(doc, 'shape:b');
    expect([...root(doc, 'drawings').keys()]).toEqual(['shape:a']);
    removeDrawing(doc, 'shape:a');
    expect(root(doc, 'drawings').size).toBe(0);
  });
});

describe('the properties of a note', () => {
  it('are texts and finite numbers', () => {
    const doc = withNotes();
    const map = propertiesOf(doc, 'notes', A);
    for (const [key, value] of Object.entries({ a: 'x', b: 4, c: Number.NaN, d: Infinity, e: true, f: null, g: [1] }))
      map?.set(`prop:${key}`, value);
    expect(readBoard(doc).notes.get(A)?.properties).toEqual({ a: 'x', b: 4 });
    setNoteProperty(doc, A, 'a', null);
    expect(readBoard(doc).notes.get(A)?.properties).toEqual({ b: 4 });
  });

  it('hold a time of deletion only where it is a time', () => {
    const doc = withNotes();
    for (const odd of [Number.NaN, Infinity, '5', true]) {
      propertiesOf(doc, 'notes', A)?.set('deleted', odd);
      expect(readBoard(doc).notes.has(A)).toBe(true);
    }
    propertiesOf(doc, 'notes', A)?.set('deleted', 5);
    expect(readBoard(doc).deleted.map(({ id }) => id)).toEqual([A]);
  });
});

describe('a new note', () => {
  it('becomes the last of its own row, whatever lies in others or is strange', () => {
    const doc = createBoardDoc();
    const section = { title: 'S', order: 'a0' };
    put(doc, 'sections', 's', recordOf(section));
    for (const id of ['f', 'g']) addField(doc, { ...NEW, id: id as FieldId, section: 's' as SectionId });
    const add = (id: string, regionId: string | null, order?: string) =>
      addNote(doc, {
        id: noteId(id),
        text: '',
        regionId: regionId as never,
        author: '',
        createdAt: 0,
        ...(order ? { order } : {}),
      });
    add('n1', 'f', 'a5');
    add('n2', 'f', 'a3');
    add('far', 'g', 'a8');
    add('loose', null, 'a9');
    put(doc, 'notes', 'odd', recordOf({ place: null }));
    put(doc, 'notes', 'odder', recordOf({ place: 'f' }));
    put(doc, 'notes', 'oddest', recordOf({ place: { region: 'f', order: 9 } }));
    put(doc, 'notes', 'none', 7);
    add('last', 'f');
    const { order } = readBoard(doc).notes.get(noteId('last')) ?? { order: '' };
    expect(order > 'a5').toBe(true);
    expect(order < 'b').toBe(true);
    add('another', null);
    expect((readBoard(doc).notes.get(noteId('another'))?.order ?? '') > 'a9').toBe(true);
    expect(
      readBoard(doc)
        .regions.get('f' as never)
        ?.notes.map(({ id }) => id),
    ).toEqual(['oddest', 'n2', 'n1', 'last']);
  });

  it('is counted where its neighbours were moved to', () => {
    const doc = withNotes();
    moveNote(doc, A, { regionId: GENERAL, order: 'c0' });
    const before = written(doc);
    moveNote(doc, A, { regionId: GENERAL, order: 'c0' });
    expect(written(doc)).toBe(before);
    moveNote(doc, A, { pos: null, order: 'c0' });
    expect(readBoard(doc).notes.get(A)).toMatchObject({ regionId: null, pos: null });
  });
});

describe('sort keys', () => {
  it('go on behind the left neighbour when the two stand in the wrong order or are equal', () => {
    for (const [before, after] of [
      ['a5', 'a1'],
      ['a1', 'a1'],
    ] as const)
      expect(orderBetween(before, after, 'n') > before).toBe(true);
  });

  it('end in a tail of their own that never is 0', () => {
    const tails = new Set(Array.from({ length: 3000 }, (_, i) => orderBetween(null, null, `n${i}`).slice(2)));
    expect(tails.size).toBeGreaterThan(2900);
    expect(new Set([...tails].map((tail) => tail.length))).toEqual(new Set([3]));
    expect([...tails].some((tail) => tail.endsWith('0'))).toBe(false);
    for (const at of [0, 1, 2]) expect(new Set([...tails].map((tail) => tail[at])).size).toBeGreaterThan(60);
  });
});

function withNotes() {
  const doc = seededDoc();
  for (const id of [A, B]) addNote(doc, { id, text: id, regionId: null, author: '', createdAt: 0 });
  return doc;
}

function recordOf(values: Readonly<Record<string, unknown>>) {
  const doc = createBoardDoc();
  const map = root(doc, 'meta').clone();
  for (const [key, value] of Object.entries(values)) map.set(key, value);
  return map;
}
