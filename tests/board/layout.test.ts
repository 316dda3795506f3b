import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Board } from '#board/board';
import { regionIdOf } from '#board/ids';
import { ALTERNATIVE, addItem, isNullItem, removeItem } from '#board/item';
import { type BoardLayout, layoutBoard } from '#board/layout/board-layout';
import { type Box, MEASURE } from '#board/layout/measure';
import { dropTargetAt, placeOf } from '#board/layout/placement';
import { addNote, type Note } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { ALT_1, ALT_2, GENERAL, MEASURE as MEASURE_FIELD, noteId, RISK, seededDoc } from './helpers.ts';

const RISK_1 = regionIdOf(RISK, ALT_1);
const RISK_2 = regionIdOf(RISK, ALT_2);

describe('the layout', () => {
  it('makes a row as tall as its fullest region, under every alternative', () => {
    const doc = seededDoc();
    const empty = layoutBoard(readBoard(doc), () => 100);
    for (let i = 0; i < 9; i++) add(doc, `note-${i}`, RISK_1);
    const full = layoutBoard(readBoard(doc), () => 100);
    expect(boxOf(full, RISK_1).h).toBeGreaterThan(boxOf(empty, RISK_1).h);
    expect(boxOf(full, RISK_2)).toMatchObject({ y: boxOf(full, RISK_1).y, h: boxOf(full, RISK_1).h });
  });

  it('lets no note overlap another or leave its region, whatever their number and heights', () => {
    let placed = 0;
    const note = fc.record({ region: fc.nat(3), h: fc.integer({ min: 56, max: 4000 }) }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(note, { maxLength: 60, size: 'max' }), (notes) => {
        const doc = seededDoc();
        const board0 = readBoard(doc);
        const regions = [...board0.regions.keys()];
        const heights = new Map<string, number>();
        notes.forEach(({ region, h }, i) => {
          heights.set(`note-${i}`, h);
          add(doc, `note-${i}`, regions[region % regions.length] ?? GENERAL);
        });
        const board = readBoard(doc);
        const layout = layoutBoard(board, ({ id }) => heights.get(id) ?? 60);
        for (const region of board.regions.values()) {
          const boxes = region.notes.map(({ id }) => noteBox(layout, id));
          placed += boxes.length;
          for (const [i, box] of boxes.entries()) {
            expect(holds(boxOf(layout, region.id), box)).toBe(true);
            for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
          }
        }
        const regionBoxes = [...layout.regions.values()];
        for (const [i, box] of regionBoxes.entries())
          for (const other of regionBoxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
      }),
      { numRuns: 60 },
    );
    console.info(JSON.stringify({ placed }));
    expect(placed).toBeGreaterThan(500);
  });

  it('returns the same boxes for what did not move', () => {
    const doc = seededDoc();
    for (const id of ['a', 'b']) add(doc, `note-${id}`, RISK_1);
    const before = layoutBoard(readBoard(doc), () => 80);
    add(doc, 'note-c', RISK_1);
    const after = layoutBoard(readBoard(doc), () => 80, before);
    expect(noteBox(after, 'note-a')).toBe(noteBox(before, 'note-a'));
    expect(after.notes.has(noteId('note-c'))).toBe(true);
  });

  it('adds a column for a new alternative, and puts notes of a removed one below the board', () => {
    const doc = seededDoc();
    add(doc, 'note-a', RISK_1);
    const before = layoutBoard(readBoard(doc), () => 80);
    addItem(doc, { id: 'alt-3' as typeof ALT_1, dimension: ALTERNATIVE, title: 'Ny' });
    expect(layoutBoard(readBoard(doc), () => 80).columns).toHaveLength(before.columns.length + 1);
    removeItem(doc, ALT_1);
    const after = layoutBoard(readBoard(doc), () => 80);
    expect(after.regions.has(RISK_1)).toBe(false);
    expect(after.tray).not.toBeNull();
    expect(noteBox(after, 'note-a').y).toBeGreaterThan(Math.max(...[...after.regions.values()].map((box) => box.y)));
  });

  it('leaves out the region that the null alternative lacks', () => {
    const layout = layoutBoard(readBoard(seededDoc()), () => 80);
    const board = readBoard(seededDoc());
    const nullOne = board.items.find(isNullItem);
    expect(nullOne).toBeDefined();
    if (nullOne !== undefined) expect(layout.regions.has(regionIdOf(MEASURE_FIELD, nullOne.id))).toBe(false);
  });

  it('makes room where a dragged note would land', () => {
    const doc = seededDoc();
    for (const id of ['a', 'b', 'c']) add(doc, `note-${id}`, RISK_1);
    const board = readBoard(doc);
    const before = layoutBoard(board, () => 80);
    const target = { regionId: RISK_1, before: noteId('note-a'), height: 80 };
    const during = layoutBoard(board, () => 80, before, { ids: new Set([noteId('note-c')]), target });
    expect(during.landing).toEqual(noteBox(before, 'note-a'));
    expect(during.notes.has(noteId('note-c'))).toBe(false);
    expect(noteBox(during, 'note-a')).not.toEqual(noteBox(before, 'note-a'));
  });
});

describe('a drop', () => {
  it('over the upper half of a note puts the dragged note before it', () => {
    const { board, layout } = three();
    const a = noteBox(layout, 'note-a');
    const target = dropTargetAt(board, layout, [a.x + 10, a.y + 5], [a.x, a.y], new Set());
    expect(target).toEqual({ regionId: RISK_1, before: 'note-a' });
  });

  it('over the lower half of the last note puts the dragged note last', () => {
    const { board, layout } = three();
    const last = noteBox(layout, 'note-c');
    const target = dropTargetAt(board, layout, [last.x + 10, last.y + 79], [0, 0], new Set());
    expect(target).toEqual({ regionId: RISK_1, before: null });
  });

  it('outside every region leaves the note there', () => {
    const { board, layout } = three();
    expect(dropTargetAt(board, layout, [-900, -900], [-1000.4, -950.6], new Set())).toEqual({
      regionId: null,
      pos: [-1000, -951],
    });
  });

  it('gives a place that sorts where the note was dropped', () => {
    const { doc, board } = three();
    const place = placeOf(board, { regionId: RISK_1, before: noteId('note-b') }, noteId('note-new'));
    if (!('regionId' in place)) throw new Error('the place is outside the regions');
    addNote(doc, { id: noteId('note-new'), text: '', author: '', createdAt: 0, ...place });
    const ids = readBoard(doc)
      .regions.get(RISK_1)
      ?.notes.map((note: Note) => note.id);
    expect(ids).toEqual(['note-a', 'note-new', 'note-b', 'note-c']);
  });
});

function three() {
  const doc = seededDoc();
  for (const id of ['a', 'b', 'c']) add(doc, `note-${id}`, RISK_1);
  const board: Board = readBoard(doc);
  return { doc, board, layout: layoutBoard(board, () => 80) };
}

function add(doc: ReturnType<typeof seededDoc>, id: string, regionId: Parameters<typeof addNote>[1]['regionId']): void {
  addNote(doc, { id: noteId(id), text: id, regionId, author: '', createdAt: 0 });
}

function boxOf(layout: BoardLayout, id: typeof RISK_1): Box {
  const box = layout.regions.get(id);
  if (box === undefined) throw new Error(`no region ${id}`);
  return box;
}

function noteBox(layout: BoardLayout, id: string): Box {
  const box = layout.notes.get(noteId(id));
  if (box === undefined) throw new Error(`no note ${id}`);
  return box;
}

function holds(outer: Box, inner: Box): boolean {
  const insideX = inner.x >= outer.x && inner.x + inner.w <= outer.x + outer.w;
  return insideX && inner.y >= outer.y && inner.y + inner.h <= outer.y + outer.h - MEASURE.regionFoot + MEASURE.gap;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
