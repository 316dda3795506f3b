import { describe, expect, it } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { type Dragged, MEASURE } from '#board/layout/measure';
import { columnsOf } from '#board/layout/note-flow';
import type { Region } from '#board/region';
import { bottom, field, MadeBoard, right, template } from './made-board.ts';

const { gap, noteWidth, regionPadding, regionFoot, regionHeader, regionHelp, regionLeast } = MEASURE;

/** One region `x-a`, two notes wide, with notes of these heights. */
function region(heights: readonly number[], dragged: Dragged | null = null): MadeBoard {
  return new MadeBoard([template('x', { s: [field('a', 0, 0)] })], 0, { 'x-a': heights }, dragged);
}

function dragged(held: readonly string[], before: string | null, height = 70): Dragged {
  return {
    ids: new Set(held as NoteId[]),
    target: { regionId: 'x-a' as RegionId, before: before as NoteId | null, height },
  };
}

describe('notes in a region', () => {
  it('lie in as many columns as fit: one for each unit of width, and never none', () => {
    for (const width of [1, 2, 3, 5, 12]) expect(columnsOf({ width } as Region)).toBe(width);
    expect(columnsOf({ width: 0 } as Region)).toBe(1);
  });

  it('lie side by side within its padding, below its title', () => {
    const made = region([80, 90]);
    const box = made.region('x-a');
    const [a, b] = [made.note('x-a.0'), made.note('x-a.1')];
    expect(a).toEqual({ x: box.x + regionPadding, y: box.y + regionHeader, w: noteWidth, h: 80 });
    expect(b).toEqual({ x: right(a) + gap, y: a.y, w: noteWidth, h: 90 });
    expect(right(b)).toBeLessThanOrEqual(right(box) - regionPadding);
  });

  it('leave room for a help line only where the row’s heading has the title', () => {
    const made = new MadeBoard([template('x', { m: [field('a', 0, 0)] }, true)], 1, { 'a1-x-a': [80] });
    expect(made.note('a1-x-a.0').y).toBe(made.region('a1-x-a').y + regionHelp);
  });

  it('go on under the shortest column, the left one of two equal ones', () => {
    const made = region([200, 80, 50, 50, 50]);
    const at = (i: number) => made.note(`x-a.${i}`);
    expect(at(2)).toMatchObject({ x: at(1).x, y: bottom(at(1)) + gap });
    expect(at(3)).toMatchObject({ x: at(1).x, y: bottom(at(2)) + gap });
    const even = region([80, 80, 50]);
    expect(even.note('x-a.2')).toMatchObject({ x: even.note('x-a.0').x, y: bottom(even.note('x-a.0')) + gap });
  });

  it('make it as tall as the longest column, with room to write at its foot', () => {
    const made = region([400, 100]);
    expect(bottom(made.region('x-a'))).toBe(bottom(made.note('x-a.0')) + gap + regionFoot + regionPadding);
    expect(region([]).region('x-a').h).toBe(regionLeast);
  });
});

describe('a note that is dragged', () => {
  it('leaves its place to those behind it', () => {
    const rest = region([80, 80, 80]);
    const made = region([80, 80, 80], { ids: new Set(['x-a.0' as NoteId]), target: null });
    expect(made.layout.landing).toBeNull();
    expect(made.layout.notes.has('x-a.0' as NoteId)).toBe(false);
    expect(made.note('x-a.1')).toEqual(rest.note('x-a.0'));
    expect(made.note('x-a.2')).toEqual(rest.note('x-a.1'));
  });

  it('would land where the others make room, with its own height', () => {
    const rest = region([80, 80, 80]);
    const made = region([80, 80, 80], dragged(['x-a.2'], 'x-a.1', 133));
    expect(made.layout.landing).toEqual({ ...rest.note('x-a.1'), h: 133 });
    expect(made.note('x-a.1')).toEqual(rest.note('x-a.2'));
  });

  it('would land behind the last one, and the region grows for it', () => {
    const made = region([300], dragged([], null, 500));
    const landing = made.layout.landing;
    expect(landing).toEqual({ ...made.note('x-a.0'), x: right(made.note('x-a.0')) + gap, h: 500 });
    expect(bottom(made.region('x-a'))).toBeGreaterThan(made.note('x-a.0').y + 500);
  });

  it('would land behind the last one when the one it was held before has left', () => {
    expect(region([80], dragged([], 'gone')).layout.landing?.x).toBe(right(region([80]).note('x-a.0')) + gap);
  });

  it('makes no room in another region', () => {
    const fields = [field('a', 0, 0), field('b', 2, 0)];
    const notes = { 'x-a': [80], 'x-b': [80] };
    const rest = new MadeBoard([template('x', { s: fields })], 0, notes);
    const made = new MadeBoard([template('x', { s: fields })], 0, notes, dragged([], 'x-a.0'));
    expect(made.note('x-b.0')).toEqual(rest.note('x-b.0'));
    expect(made.layout.landing).toEqual({ ...rest.note('x-a.0'), h: 70 });
  });
});
