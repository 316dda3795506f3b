import { describe, expect, it } from 'vitest';
import { addField, moveField, removeField, renameField, restoreField } from '#board/field';
import { type FieldId, type ItemId, regionIdOf } from '#board/ids';
import {
  ALTERNATIVE,
  addItem,
  moveItem,
  NULL_STATE,
  removeItem,
  renameItem,
  restoreItem,
  setItemState,
} from '#board/item';
import { labelIn } from '#board/label';
import { addNote } from '#board/note';
import { orderBetween } from '#board/order';
import { readBoard } from '#board/reading/read-board';
import { ALT_1, ALT_2, cloneOf, EACH, MEASURE, noteId, RISK, seededDoc, sync } from './helpers.ts';

const NEW_ALT = 'alt-new' as ItemId;
const NEW_FIELD = 'field-new' as FieldId;
const newField = { id: NEW_FIELD, section: EACH, key: 'new', title: 'Ny', column: 0, row: 2, order: 'a5' } as const;

describe('items and fields', () => {
  it('make a region for each pair, except those that the null alternative lacks', () => {
    const { regions } = readBoard(seededDoc());
    expect(regions.has(regionIdOf(RISK, ALT_1))).toBe(true);
    expect(regions.has(regionIdOf(MEASURE, ALT_1))).toBe(true);
    expect(regions.has(regionIdOf(RISK, ALT_2))).toBe(true);
    expect(regions.has(regionIdOf(MEASURE, ALT_2))).toBe(false);
  });

  it('make a full matrix when a field and an alternative are added at once', () => {
    const doc = seededDoc();
    const other = cloneOf(doc);
    addItem(doc, { id: NEW_ALT, dimension: ALTERNATIVE, title: 'Nytt' });
    addField(other, newField);
    sync(doc, other);
    const { regions, items } = readBoard(doc);
    expect(items.map(({ id, number }) => [id, number])).toEqual([
      [ALT_1, 1],
      [ALT_2, 2],
      [NEW_ALT, 3],
    ]);
    for (const { id } of items) expect(regions.has(regionIdOf(NEW_FIELD, id))).toBe(true);
    for (const field of [RISK, MEASURE]) expect(regions.has(regionIdOf(field, NEW_ALT))).toBe(true);
  });

  it.each([
    ['an alternative', (doc: Doc) => removeItem(doc, ALT_1), (doc: Doc) => restoreItem(doc, ALT_1)],
    ['a field', (doc: Doc) => removeField(doc, MEASURE), (doc: Doc) => restoreField(doc, MEASURE)],
    [
      'a null alternative',
      (doc: Doc) => setItemState(doc, ALT_1, NULL_STATE),
      (doc: Doc) => setItemState(doc, ALT_1, null),
    ],
  ])('lose no note: when %s is removed its notes become loose, and they return with it', (_what, remove, restore) => {
    const doc = seededDoc();
    const region = regionIdOf(MEASURE, ALT_1);
    addNote(doc, { id: noteId('n'), text: 'tiltak', regionId: region, author: '', createdAt: 1 });
    const before = readBoard(doc);
    remove(doc);
    const without = readBoard(doc);
    expect(without.regions.has(region)).toBe(false);
    expect(without.loose).toMatchObject([{ id: 'n', text: 'tiltak', regionId: null, formerRegionId: region }]);
    expect(without.problems).toContainEqual({ root: 'notes', id: 'n', what: 'unknown-region' });
    restore(doc);
    expect(readBoard(doc).loose).toEqual([]);
    expect(readBoard(doc)).toEqual(before);
  });

  it('are listed apart from removed ones and numbered without them', () => {
    const doc = seededDoc();
    removeItem(doc, ALT_1);
    removeField(doc, RISK);
    const board = readBoard(doc);
    expect(board.items.map(({ id, number }) => [id, number])).toEqual([[ALT_2, 1]]);
    expect(board.removedItems.map(({ id }) => id)).toEqual([ALT_1]);
    expect(board.removedFields.map(({ id }) => id)).toEqual([RISK]);
    expect(board.fields.some(({ id }) => id === RISK)).toBe(false);
  });

  it('are renamed and moved, and the sections with them', () => {
    const doc = seededDoc();
    renameItem(doc, ALT_1, '');
    moveItem(doc, ALT_1, orderBetween(readBoard(doc).items[1]?.order ?? null, null, ALT_1));
    renameField(doc, RISK, 'Farer');
    moveField(doc, RISK, 4);
    const board = readBoard(doc);
    const each = board.sections.filter((section) => section.storedId === EACH);
    expect(each.map(({ title }) => labelIn(title, 'nb'))).toEqual(['Nullalternativ: Ingen', 'Alternativ 2']);
    expect(each[1]?.regions.map(({ title }) => labelIn(title, 'en'))).toEqual(['Tiltak (en)', 'Farer']);
  });

  it('are added once; changes to missing ones do nothing', () => {
    const doc = seededDoc();
    addItem(doc, { id: ALT_1, dimension: ALTERNATIVE, title: 'Annet', state: NULL_STATE });
    addField(doc, { ...newField, id: RISK });
    renameItem(doc, NEW_ALT, 'x');
    renameField(doc, NEW_FIELD, 'x');
    expect(readBoard(doc)).toEqual(readBoard(seededDoc()));
  });

  it('report a problem for a field whose section does not exist', () => {
    const doc = seededDoc();
    addField(doc, { ...newField, section: 'nowhere' as typeof EACH });
    expect(readBoard(doc).problems).toContainEqual({ root: 'fields', id: NEW_FIELD, what: 'unknown-section' });
  });
});

type Doc = ReturnType<typeof seededDoc>;
