import { describe, expect, it } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { regionIdOf } from '#board/ids';
import { around, layoutBoard } from '#board/layout/board-layout';
import { addNote, moveNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { ALT_1, noteId, RISK, seededDoc } from '../helpers.ts';
import { bottom, field, MadeBoard, right, template } from './made-board.ts';

describe('the box around others', () => {
  it('is the smallest that holds them all', () => {
    const boxes = [
      { x: 10, y: 50, w: 20, h: 5 },
      { x: -30, y: 20, w: 10, h: 10 },
      { x: 0, y: 30, w: 5, h: 70 },
    ];
    expect(around(boxes)).toEqual({ x: -30, y: 20, w: 60, h: 80 });
    expect(around(boxes.slice(0, 1))).toEqual(boxes[0]);
    expect(around([{ x: -9, y: -8, w: 1, h: 2 }])).toEqual({ x: -9, y: -8, w: 1, h: 2 });
  });

  it('has a size even where there is nothing', () => {
    const box = around([]);
    expect(box).toMatchObject({ x: 0, y: 0 });
    expect(box.w).toBeGreaterThan(0);
    expect(box.h).toBeGreaterThan(0);
  });
});

describe('the bounds of a board', () => {
  it('are those of its regions and headings', () => {
    const matrix = new MadeBoard([template('x', { m: [field('risk', 0, 0)] }, true)], 2);
    const last = matrix.region('a2-x-risk');
    expect(matrix.layout.bounds).toEqual({ x: 0, y: 0, w: right(last), h: bottom(last) });
    const single = new MadeBoard([template('x', { s: [field('a', 0, 0)] })]);
    expect(single.layout.bounds).toEqual({
      x: 0,
      y: 0,
      w: right(single.region('x-a')),
      h: bottom(single.region('x-a')),
    });
  });

  it('reach to notes that lie outside of it', () => {
    const doc = seededDoc();
    const before = layoutBoard(readBoard(doc), () => 50).bounds;
    addNote(doc, { id: noteId('n'), text: '', regionId: null, pos: [-500, -300], author: '', createdAt: 0 });
    const after = layoutBoard(readBoard(doc), () => 50).bounds;
    expect(after).toMatchObject({ x: -500, y: -300 });
    expect([right(after), bottom(after)]).toEqual([right(before), bottom(before)]);
  });
});

describe('a layout after another', () => {
  const lay = (heights: Readonly<Record<string, number>>, pos: readonly [number, number], wide = false) => {
    const doc = seededDoc();
    const regionId = regionIdOf(RISK, ALT_1);
    addNote(doc, { id: noteId('a'), text: '', regionId, author: '', createdAt: 0 });
    addNote(doc, { id: noteId('b'), text: '', regionId: null, pos: [0, 0], author: '', createdAt: 0 });
    moveNote(doc, noteId('b'), { pos, order: 'a0' });
    return { board: readBoard(doc), heightOf: ({ id }: { id: string }) => heights[id] ?? 60, wide };
  };
  const first = lay({}, [7, 8]);
  const before = layoutBoard(first.board, first.heightOf);

  it('keeps the boxes of all that lies as it lay', () => {
    const after = layoutBoard(first.board, first.heightOf, before);
    for (const [id, box] of after.notes) expect(box, id).toBe(before.notes.get(id));
    for (const [id, box] of after.regions) expect(box, id).toBe(before.regions.get(id));
  });

  it.each([
    ['further right', lay({}, [8, 8]), { x: 8, y: 8, h: 60 }],
    ['further down', lay({}, [7, 9]), { x: 7, y: 9, h: 60 }],
    ['taller', lay({ b: 61 }, [7, 8]), { x: 7, y: 8, h: 61 }],
  ])('has a new box for a note that is %s', (_what, { board, heightOf }, box) => {
    expect(layoutBoard(board, heightOf, before).notes.get('b' as NoteId)).toMatchObject(box);
  });

  it('has a new box for a region that is wider', () => {
    const narrow = new MadeBoard([template('x', { s: [field('a', 0, 0)] })]);
    const wide = new MadeBoard([template('x', { s: [field('a', 0, 0, { width: 3 })] })]);
    const after = layoutBoard(wide.board, wide.heightOf, narrow.layout);
    expect(after.regions.get('x-a' as RegionId)).toEqual(wide.region('x-a'));
  });
});
