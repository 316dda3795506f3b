import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { addField, renameField } from '#board/field';
import { type FieldId, type LinkId, regionIdOf } from '#board/ids';
import { ALTERNATIVE, addItem, NULL_STATE, removeItem, setItemState } from '#board/item';
import { addLink } from '#board/link';
import { addNote, deleteNote, restoreNote } from '#board/note';
import { BoardReader } from '#board/reading/board-reader';
import { readBoard } from '#board/reading/read-board';
import { changeRecord, root } from '#board/records';
import { ALT_1, ALT_2, EACH, GENERAL, MEASURE, noteId, put, RISK, seededDoc } from '../helpers.ts';

const [A, B, C] = [noteId('a'), noteId('b'), noteId('c')];
const RISK_1 = regionIdOf(RISK, ALT_1);

function add(doc: Y.Doc, id: typeof A, more: Partial<Parameters<typeof addNote>[1]> = {}): void {
  addNote(doc, { id, text: id, regionId: null, author: '', createdAt: 0, ...more });
}

const idsOf = (things: Iterable<{ readonly id: string }>) => Array.from(things, ({ id }) => id);

describe('a board that is read', () => {
  it('has notes in the order of their keys, in regions and loose', () => {
    const doc = seededDoc();
    for (const regionId of [RISK_1, null]) {
      const suffix = regionId === null ? '-loose' : '';
      for (const [id, order] of [
        ['x', 'a3'],
        ['y', 'a1'],
        ['z', 'a2'],
      ] as const)
        add(doc, noteId(id + suffix), { regionId, order });
    }
    const board = readBoard(doc);
    expect(idsOf(board.regions.get(RISK_1)?.notes ?? [])).toEqual(['y', 'z', 'x']);
    expect(idsOf(board.loose)).toEqual(['y-loose', 'z-loose', 'x-loose']);
  });

  it('has deleted notes apart, the last deleted first, and those of one moment by their keys', () => {
    const doc = seededDoc();
    for (const [id, order, at] of [
      ['a', 'a3', 5],
      ['b', 'a2', 9],
      ['c', 'a1', 5],
      ['d', 'a4', 7],
    ] as const) {
      add(doc, noteId(id), { order });
      deleteNote(doc, noteId(id), at);
    }
    const board = readBoard(doc);
    expect(idsOf(board.deleted)).toEqual(['b', 'd', 'c', 'a']);
    expect(board.loose).toEqual([]);
    restoreNote(doc, B);
    expect(idsOf(readBoard(doc).loose)).toEqual(['b']);
  });

  it('gives a loose note the kind that it says of itself, and the colour of no field', () => {
    const doc = seededDoc();
    add(doc, A, { kind: 'risk' });
    add(doc, B);
    const { notes } = readBoard(doc);
    expect(notes.get(A)).toMatchObject({ kind: 'risk', colour: 'yellow', regionId: null, formerRegionId: null });
    expect(notes.get(B)?.kind).toBe('free');
  });

  it('has its regions by row, then by column, then by key', () => {
    const doc = seededDoc();
    const field = (id: string, column: number, row: number, order: string) =>
      addField(doc, { id: id as FieldId, section: EACH, key: id, title: id, column, row, order });
    field('z', 1, 7, 'a0');
    field('y', 0, 7, 'a3');
    field('x', 0, 7, 'a2');
    field('w', 5, 6, 'a9');
    const section = readBoard(doc).sections.find(({ itemId }) => itemId === ALT_1);
    expect(section?.regions.map(({ fieldId }) => fieldId)).toEqual([RISK, MEASURE, 'w', 'x', 'y', 'z']);
  });

  it('numbers the items of each dimension from 1, and those that are removed 0', () => {
    const doc = seededDoc();
    addItem(doc, { id: 'g' as typeof ALT_1, dimension: 'group', title: 'G' });
    removeItem(doc, ALT_1);
    const board = readBoard(doc);
    expect(board.items.map(({ id, number }) => [id, number])).toEqual([
      [ALT_2, 1],
      ['g', 1],
    ]);
    expect(board.removedItems).toMatchObject([{ id: ALT_1, number: 0 }]);
  });

  it('repeats a section only over the items of its dimension, and leaves the fields of others', () => {
    const doc = seededDoc();
    addItem(doc, { id: 'g' as typeof ALT_1, dimension: 'group', title: 'G' });
    addItem(doc, { id: 'h' as typeof ALT_1, dimension: ALTERNATIVE, title: 'H', state: 'other' });
    const each = readBoard(doc).sections.filter(({ storedId }) => storedId === EACH);
    expect(each.map(({ itemId }) => itemId)).toEqual([ALT_1, ALT_2, 'h']);
    expect(each.map(({ regions }) => regions.length)).toEqual([2, 1, 2]);
  });

  it('shows nouns of its own kind and no raw records', () => {
    const board = readBoard(seededDoc());
    for (const list of [board.sections, board.items, board.fields, board.links]) expect(Array.isArray(list)).toBe(true);
    expect(board.drawings).toBeInstanceOf(Map);
  });

  it('leaves out what is no record, and names it as a problem', () => {
    const doc = seededDoc();
    for (const name of ['sections', 'items', 'fields', 'notes', 'links', 'drawings'] as const) put(doc, name, 'odd', 5);
    const board = readBoard(doc);
    expect(board.problems).toEqual(
      ['drawings', 'fields', 'items', 'links', 'notes', 'sections'].map((one) => ({
        root: one,
        id: 'odd',
        what: 'not-a-record',
      })),
    );
    expect(board.drawings.has('odd')).toBe(false);
    expect({ ...board, problems: [] }).toEqual(readBoard(seededDoc()));
  });

  it('names problems by root and id, in whatever order they came', () => {
    const doc = seededDoc();
    for (const id of ['b', 'c', 'a']) put(doc, 'notes', id, 5);
    put(doc, 'links', 'z', 5);
    expect(idsOf(readBoard(doc).problems)).toEqual(['z', 'a', 'b', 'c']);
  });

  it('reads links in one order, whoever wrote them', () => {
    const doc = seededDoc();
    for (const id of [A, B]) add(doc, id);
    for (const id of ['m', 'k', 'l']) addLink(doc, { id: id as LinkId, type: 't', from: A, to: B });
    expect(idsOf(readBoard(doc).links)).toEqual(['k', 'l', 'm']);
  });

  it('treats a sort key that is not a string as missing', () => {
    const doc = createBoardDoc();
    for (const [id, order] of [
      ['s', 'a0'],
      ['t', 5],
    ] as const) {
      const map = new Y.Map<unknown>();
      put(doc, 'sections', id, map);
      map.set('order', order);
    }
    expect(idsOf(readBoard(doc).sections)).toEqual(['t', 's']);
  });
});

describe('a board that is kept up to date', () => {
  function watched() {
    const doc = seededDoc();
    for (const id of [A, B]) add(doc, id, { regionId: RISK_1 });
    add(doc, C);
    return { doc, reader: new BoardReader(doc) };
  }

  it('keeps every note, region and note’s row that is as it was', () => {
    const { doc, reader } = watched();
    const before = reader.read();
    addNote(doc, { id: noteId('new'), text: '', regionId: GENERAL, author: '', createdAt: 0 });
    const after = reader.read();
    for (const [id, note] of before.notes) expect(after.notes.get(id), id).toBe(note);
    for (const [id, region] of before.regions) if (id !== GENERAL) expect(after.regions.get(id), id).toBe(region);
    for (const section of after.sections)
      for (const region of section.regions) expect(after.regions.get(region.id)).toBe(region);
    expect(reader.read()).toBe(after);
  });

  it('has a new region with the same row of notes when only its title changed', () => {
    const { doc, reader } = watched();
    const before = reader.read().regions.get(RISK_1);
    renameField(doc, RISK, 'Annet');
    const after = reader.read().regions.get(RISK_1);
    expect(after?.title).toBe('Annet');
    expect(after?.notes).toBe(before?.notes);
  });

  it.each([
    ['kind', { noteKind: 'measure' }, { kind: 'measure' }],
    ['colour', { colour: 'teal' }, { colour: 'teal' }],
  ])('shows notes with their region’s new %s', (_what, change, shown) => {
    const { doc, reader } = watched();
    reader.read();
    changeRecord(doc, 'fields', RISK, change);
    expect(reader.read().notes.get(A)).toMatchObject(shown);
    expect(reader.read().regions.get(RISK_1)?.notes[0]).toMatchObject(shown);
  });

  it('shows where notes came from when their region goes, and forgets it when that is back', () => {
    const { doc, reader } = watched();
    add(doc, noteId('m'), { regionId: regionIdOf(MEASURE, ALT_1) });
    reader.read();
    setItemState(doc, ALT_1, NULL_STATE);
    expect(reader.read().notes.get(noteId('m'))).toMatchObject({
      regionId: null,
      formerRegionId: regionIdOf(MEASURE, ALT_1),
    });
    setItemState(doc, ALT_1, null);
    expect(reader.read().notes.get(noteId('m'))).toMatchObject({
      regionId: regionIdOf(MEASURE, ALT_1),
      formerRegionId: null,
    });
  });

  it('tells a note that is purged from another that is put under its id', () => {
    const { doc, reader } = watched();
    reader.read();
    root(doc, 'notes').delete(A);
    expect(reader.read().notes.has(A)).toBe(false);
    add(doc, A, { text: 'ny' });
    expect(reader.read().notes.get(A)).toMatchObject({ text: 'ny', regionId: null });
    expect(reader.read()).toEqual(readBoard(doc));
  });

  it('reads a new title, and tells it', () => {
    const { doc, reader } = watched();
    reader.read();
    let told = 0;
    reader.subscribe(() => told++);
    root(doc, 'meta').set('title', 'Ny');
    expect(told).toBe(1);
    expect(reader.read().meta.title).toBe('Ny');
  });

  it('says nothing more when it is stopped', () => {
    const { doc, reader } = watched();
    const before = reader.read();
    let told = 0;
    reader.subscribe(() => told++);
    reader.destroy();
    add(doc, noteId('d'));
    root(doc, 'meta').set('title', 'Ny');
    expect(told).toBe(0);
    expect(reader.read()).toBe(before);
  });
});
