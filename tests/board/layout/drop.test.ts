import { describe, expect, it } from 'vitest';
import { regionIdOf } from '#board/ids';
import { type BoardLayout, layoutBoard } from '#board/layout/board-layout';
import type { Box } from '#board/layout/measure';
import { dropTargetAt, placeOf } from '#board/layout/placement';
import { addNote, moveNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { ALT_1, ALT_2, noteId, RISK, seededDoc } from '../helpers.ts';

const REGION = regionIdOf(RISK, ALT_1);
const EMPTY = regionIdOf(RISK, ALT_2);

/** A region with notes a, b and c, two side by side and the third under the first. */
function board(heights: Readonly<Record<string, number>> = {}) {
  const doc = seededDoc();
  for (const id of ['a', 'b', 'c'])
    addNote(doc, { id: noteId(id), text: id, regionId: REGION, author: '', createdAt: 0 });
  const read = readBoard(doc);
  return { doc, read, layout: layoutBoard(read, ({ id }) => heights[id] ?? 80) };
}

function boxOf({ notes, regions }: BoardLayout, id: string): Box {
  const box = notes.get(noteId(id)) ?? regions.get(id as typeof REGION);
  if (box === undefined) throw new Error(`${id} has no box`);
  return box;
}

function over({ read, layout }: ReturnType<typeof board>, point: readonly [number, number], ...held: string[]) {
  const target = dropTargetAt(read, layout, point, [0, 0], new Set(held.map(noteId)));
  return target.regionId === null ? 'free' : `${target.regionId}: ${target.before ?? 'last'}`;
}

describe('a drop', () => {
  it('lands before a note down to its middle, and behind it from there on', () => {
    const one = board({ a: 101 });
    const { x, y, w, h } = boxOf(one.layout, 'a');
    const middle = y + h / 2;
    expect(over(one, [x + w / 2, y])).toBe(`${REGION}: a`);
    expect(over(one, [x + w / 2, middle - 1])).toBe(`${REGION}: a`);
    expect(over(one, [x + w / 2, middle])).toBe(`${REGION}: b`);
    expect(over(one, [x + w / 2, y + h - 1])).toBe(`${REGION}: b`);
  });

  it('goes by the note whose middle is nearest, in both directions', () => {
    const one = board();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => boxOf(one.layout, id)) as [Box, Box, Box];
    expect(b.x).toBeGreaterThan(a.x);
    expect(c.y).toBeGreaterThan(a.y);
    expect(over(one, [b.x + 2, b.y + 10])).toBe(`${REGION}: b`);
    expect(over(one, [a.x + a.w - 2, a.y + 10])).toBe(`${REGION}: a`);
    expect(over(one, [c.x + 100, c.y + 1])).toBe(`${REGION}: c`);
    expect(over(one, [c.x + 100, c.y + 79])).toBe(`${REGION}: last`);
  });

  it('goes by the first of two notes that are as near', () => {
    const one = board();
    const [a, b] = [boxOf(one.layout, 'a'), boxOf(one.layout, 'b')];
    const between = (a.x + a.w + b.x) / 2;
    expect(over(one, [between, a.y + 10])).toBe(`${REGION}: a`);
    expect(over(one, [between, a.y + 70])).toBe(`${REGION}: b`);
  });

  it('passes over the notes that are held', () => {
    const one = board();
    const { x, y } = boxOf(one.layout, 'a');
    expect(over(one, [x + 10, y + 5], 'a')).not.toBe(`${REGION}: a`);
    expect(over(one, [x + 10, y + 5], 'a', 'b', 'c')).toBe(`${REGION}: last`);
  });

  it('lands last in an empty region', () => {
    const one = board();
    const { x, y } = boxOf(one.layout, EMPTY);
    expect(over(one, [x + 1, y + 1])).toBe(`${EMPTY}: last`);
  });

  it('is in a region from its upper left corner to just inside its lower right one', () => {
    const one = board();
    const { x, y, w, h } = boxOf(one.layout, REGION);
    expect(over(one, [x, y])).toBe(`${REGION}: a`);
    expect(over(one, [x + w - 1, y + h - 1])).toMatch(REGION);
    for (const point of [
      [x - 1, y],
      [x, y - 1],
      [x + w, y],
      [x, y + h],
    ] as const)
      expect(over(one, point)).not.toMatch(REGION);
  });
});

describe('the place of a drop', () => {
  it('is behind all others when the note that it was to lie before has left meanwhile', () => {
    const { doc } = board();
    addNote(doc, { id: noteId('d'), text: '', regionId: EMPTY, author: '', createdAt: 0 });
    moveNote(doc, noteId('d'), placeOf(readBoard(doc), { regionId: REGION, before: noteId('gone') }, noteId('d')));
    expect(orderIn(doc)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is counted without the note that is dropped', () => {
    const { doc } = board();
    moveNote(doc, noteId('a'), placeOf(readBoard(doc), { regionId: REGION, before: noteId('c') }, noteId('a')));
    expect(orderIn(doc)).toEqual(['b', 'a', 'c']);
    moveNote(doc, noteId('c'), placeOf(readBoard(doc), { regionId: REGION, before: noteId('b') }, noteId('c')));
    expect(orderIn(doc)).toEqual(['c', 'b', 'a']);
  });

  it('is the point itself outside of regions', () => {
    const { read } = board();
    expect(placeOf(read, { regionId: null, pos: [3, 4] }, noteId('a'))).toMatchObject({ pos: [3, 4] });
  });

  it('keeps the region it was dropped in, even if that was removed meanwhile', () => {
    const { read } = board();
    const gone = 'gone' as typeof REGION;
    expect(placeOf(read, { regionId: gone, before: null }, noteId('a'))).toMatchObject({ regionId: 'gone' });
  });
});

function orderIn(doc: ReturnType<typeof seededDoc>): string[] {
  return (readBoard(doc).regions.get(REGION)?.notes ?? []).map(({ id }) => id);
}
