import { describe, expect, it } from 'vitest';
import {
  addAlternative,
  moveAlternative,
  removeAlternative,
  renameAlternative,
  restoreAlternative,
  setNullAlternative,
} from '#board/alternative';
import { type AlternativeId, type FieldId, regionIdOf } from '#board/ids';
import { labelIn } from '#board/label';
import { addNote } from '#board/note';
import { orderBetween } from '#board/order';
import { readBoard } from '#board/reading/read-board';
import { addField, moveField, removeField, renameField, restoreField } from '#board/region';
import { ALT_1, ALT_2, cloneOf, EACH, MEASURE, noteId, RISK, seededDoc, sync } from './helpers.ts';

const NEW_ALT = 'alt-new' as AlternativeId;
const NEW_FIELD = 'field-new' as FieldId;
const newField = { id: NEW_FIELD, section: EACH, key: 'new', title: 'Ny', column: 0, row: 2, order: 'a5' } as const;

describe('alternatives and fields', () => {
  it('meet in regions, save those that the null alternative lacks', () => {
    const { regions } = readBoard(seededDoc());
    expect(regions.has(regionIdOf(RISK, ALT_1))).toBe(true);
    expect(regions.has(regionIdOf(MEASURE, ALT_1))).toBe(true);
    expect(regions.has(regionIdOf(RISK, ALT_2))).toBe(true);
    expect(regions.has(regionIdOf(MEASURE, ALT_2))).toBe(false);
  });

  it('give a full matrix when a field and an alternative are added at once', () => {
    const doc = seededDoc();
    const other = cloneOf(doc);
    addAlternative(doc, { id: NEW_ALT, title: 'Nytt', isNull: false });
    addField(other, newField);
    sync(doc, other);
    const { regions, alternatives } = readBoard(doc);
    expect(alternatives.map(({ id, number }) => [id, number])).toEqual([
      [ALT_1, 1],
      [ALT_2, 2],
      [NEW_ALT, 3],
    ]);
    for (const { id } of alternatives) expect(regions.has(regionIdOf(NEW_FIELD, id))).toBe(true);
    for (const field of [RISK, MEASURE]) expect(regions.has(regionIdOf(field, NEW_ALT))).toBe(true);
  });

  it.each([
    ['an alternative', (doc: Doc) => removeAlternative(doc, ALT_1), (doc: Doc) => restoreAlternative(doc, ALT_1)],
    ['a field', (doc: Doc) => removeField(doc, MEASURE), (doc: Doc) => restoreField(doc, MEASURE)],
    [
      'a null alternative',
      (doc: Doc) => setNullAlternative(doc, ALT_1, true),
      (doc: Doc) => setNullAlternative(doc, ALT_1, false),
    ],
  ])('lose no note: those of %s become loose with their origin and return with it', (_what, remove, restore) => {
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

  it('are told apart from removed ones and numbered without them', () => {
    const doc = seededDoc();
    removeAlternative(doc, ALT_1);
    removeField(doc, RISK);
    const board = readBoard(doc);
    expect(board.alternatives.map(({ id, number }) => [id, number])).toEqual([[ALT_2, 1]]);
    expect(board.removedAlternatives.map(({ id }) => id)).toEqual([ALT_1]);
    expect(board.removedFields.map(({ id }) => id)).toEqual([RISK]);
    expect(board.fields.some(({ id }) => id === RISK)).toBe(false);
  });

  it('are renamed and moved, and the sections with them', () => {
    const doc = seededDoc();
    renameAlternative(doc, ALT_1, '');
    moveAlternative(doc, ALT_1, orderBetween(readBoard(doc).alternatives[1]?.order ?? null, null, ALT_1));
    renameField(doc, RISK, 'Farer');
    moveField(doc, RISK, 4);
    const board = readBoard(doc);
    const each = board.sections.filter((section) => section.sourceId === EACH);
    expect(each.map(({ title }) => labelIn(title, 'nb'))).toEqual(['Nullalternativ: Ingen', 'Alternativ 2']);
    expect(each[1]?.regions.map(({ title }) => labelIn(title, 'en'))).toEqual(['Tiltak (en)', 'Farer']);
  });

  it('are added once, and changes to missing ones do nothing', () => {
    const doc = seededDoc();
    addAlternative(doc, { id: ALT_1, title: 'Annet', isNull: true });
    addField(doc, { ...newField, id: RISK });
    renameAlternative(doc, NEW_ALT, 'x');
    renameField(doc, NEW_FIELD, 'x');
    expect(readBoard(doc)).toEqual(readBoard(seededDoc()));
  });

  it('name a problem for a field of a section that is not there', () => {
    const doc = seededDoc();
    addField(doc, { ...newField, section: 'nowhere' as typeof EACH });
    expect(readBoard(doc).problems).toContainEqual({ root: 'regions', id: NEW_FIELD, what: 'unknown-section' });
  });
});

type Doc = ReturnType<typeof seededDoc>;
