import { describe, expect, it } from 'vitest';
import { regionIdOf } from '#board/ids';
import { removeItem } from '#board/item';
import { type BoardLayout, layoutBoard } from '#board/layout/board-layout';
import { type Box, MEASURE } from '#board/layout/measure';
import { addNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { ALT_1, noteId, RISK, seededDoc } from '../helpers.ts';

/** Lays out the small board with loose notes of these heights, left behind by a removed alternative. */
function looseOf(...heights: readonly number[]): { layout: BoardLayout; boxes: Box[]; tray: Box } {
  const doc = seededDoc();
  heights.forEach((_height, i) => {
    addNote(doc, { id: noteId(`n${i}`), text: '', regionId: regionIdOf(RISK, ALT_1), author: '', createdAt: i });
  });
  removeItem(doc, ALT_1);
  const layout = layoutBoard(readBoard(doc), ({ id }) => heights[Number(id.slice(1))] ?? 60);
  const boxes = heights.map((_height, i) => layout.notes.get(noteId(`n${i}`)) ?? missing(`n${i}`));
  return { layout, boxes, tray: layout.tray ?? missing('the tray') };
}

function missing(what: string): never {
  throw new Error(`${what} has no box`);
}

const bottomOf = (boxes: readonly Box[]) => Math.max(...boxes.map(({ y, h }) => y + h));

describe('loose notes', () => {
  it('lie in a tray that ends where the tallest of its last row does', () => {
    const { boxes, tray } = looseOf(100, 300, 200);
    expect(new Set(boxes.map(({ y }) => y)).size).toBe(1);
    expect(tray.y + tray.h).toBe(bottomOf(boxes));
  });

  it('lie in a tray that grows with each row', () => {
    const { boxes, tray } = looseOf(...new Array<number>(MEASURE.looseColumns).fill(100), 500, 50);
    expect(tray.y + tray.h).toBe(bottomOf(boxes));
  });

  it('lie below the regions, with room for a heading between', () => {
    const { layout, boxes, tray } = looseOf(100);
    const regions = [...layout.regions.values()];
    expect(tray).toMatchObject({ x: 0, y: bottomOf(regions) + MEASURE.sectionGap });
    expect(boxes[0]).toEqual({ x: 0, y: tray.y + MEASURE.sectionHeading, w: MEASURE.noteWidth, h: 100 });
  });

  it('begin a new row under the tallest of the row before, when a row is full', () => {
    const heights = Array.from({ length: MEASURE.looseColumns }, (_, i) => 80 + i);
    const { boxes, tray } = looseOf(...heights, 60);
    const row = boxes.slice(0, -1);
    const next = boxes.at(-1);
    expect(new Set(row.map(({ y }) => y)).size).toBe(1);
    for (const [i, box] of row.entries()) if (i > 0) expect(box.x).toBe((row[i - 1]?.x ?? 0) + box.w + MEASURE.gap);
    expect(next).toMatchObject({ x: 0, y: bottomOf(row) + MEASURE.gap });
    expect(tray.w).toBeGreaterThanOrEqual((row.at(-1)?.x ?? 0) + MEASURE.noteWidth);
  });

  it('stand in rows that are each as tall as their own tallest', () => {
    const row = (height: number) => new Array<number>(MEASURE.looseColumns).fill(height);
    const { boxes, tray } = looseOf(...row(400), ...row(50), 30);
    expect(boxes.at(-1)).toMatchObject({ x: 0, y: bottomOf(boxes.slice(0, -1)) + MEASURE.gap });
    expect(tray.y + tray.h).toBe(bottomOf(boxes));
    expect(tray.w).toBe(MEASURE.looseColumns * (MEASURE.noteWidth + MEASURE.gap));
  });

  it('have no tray when all of them were placed by hand, and lie where they were put', () => {
    const doc = seededDoc();
    addNote(doc, { id: noteId('n'), text: '', regionId: null, pos: [-40, 900], author: '', createdAt: 0 });
    const layout = layoutBoard(readBoard(doc), () => 70);
    expect(layout.tray).toBeNull();
    expect(layout.notes.get(noteId('n'))).toEqual({ x: -40, y: 900, w: MEASURE.noteWidth, h: 70 });
  });

  it('close up while one of them is dragged', () => {
    const doc = seededDoc();
    for (const id of ['a', 'b']) addNote(doc, { id: noteId(id), text: '', regionId: null, author: '', createdAt: 0 });
    const board = readBoard(doc);
    const before = layoutBoard(board, () => 70);
    const during = layoutBoard(board, () => 70, before, { ids: new Set([noteId('a')]), target: null });
    expect(during.notes.has(noteId('a'))).toBe(false);
    expect(during.notes.get(noteId('b'))).toEqual(before.notes.get(noteId('a')));
  });

  it('leave no tray behind when the last of them is dragged', () => {
    const doc = seededDoc();
    addNote(doc, { id: noteId('a'), text: '', regionId: null, author: '', createdAt: 0 });
    const dragged = { ids: new Set([noteId('a')]), target: null };
    expect(layoutBoard(readBoard(doc), () => 70, null, dragged).tray).toBeNull();
  });
});
