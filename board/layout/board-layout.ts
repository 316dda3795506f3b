import type { Board } from '../board.ts';
import type { NoteId, RegionId } from '../ids.ts';
import type { Note } from '../note.ts';
import type { Region } from '../region.ts';
import type { Section } from '../section.ts';
import { type Box, type Dragged, MEASURE } from './measure.ts';
import { flowNotes } from './note-flow.ts';

/** A heading of the matrix that stays in view: a row's field or a column's item. */
export interface Heading {
  readonly section: Section;
  /** The row's first region, or null for a column. */
  readonly region: Region | null;
  readonly box: Box;
  /** The whole row or column that it is the heading of. */
  readonly span: Box;
}

export interface BoardLayout {
  readonly bounds: Box;
  readonly notes: ReadonlyMap<NoteId, Box>;
  readonly regions: ReadonlyMap<RegionId, Box>;
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  /** Headings of sections that are not a matrix. */
  readonly sections: readonly Heading[];
  /** Where notes without a region or a place of their own are kept, or null when there are none. */
  readonly tray: Box | null;
  /** Where the dragged note would land, or null. */
  readonly landing: Box | null;
}

/** Whether a region's own box carries its title; in a matrix the row's heading does. */
export function standsAlone(region: Region): boolean {
  return region.itemId === null;
}

/**
 * Turns a board into boxes. Nothing here is stored: each client derives the same picture from the same board, regions
 * are as tall as their fullest neighbour, and notes never overlap. `heightOf` gives a note's height at {@link MEASURE}.noteWidth. Boxes that are equal to the previous
 * layout's are the same objects, so that a face can tell what moved.
 */
export function layoutBoard(
  board: Board,
  heightOf: (note: Note) => number,
  previous: BoardLayout | null = null,
  dragged: Dragged | null = null,
): BoardLayout {
  const draft: LayoutDraft = {
    heightOf,
    dragged,
    notes: new Map(),
    regions: new Map(),
    rows: [],
    columns: [],
    sections: [],
    landing: null,
  };
  let x = 0;
  let bottom = 0;
  for (const block of blocksOf(board)) {
    const size = layoutBlock(draft, block, x);
    x += size.w + MEASURE.blockGap;
    bottom = Math.max(bottom, size.h);
  }
  const tray = layoutLoose(draft, board, bottom + MEASURE.sectionGap);
  const headings = [...draft.rows, ...draft.columns, ...draft.sections].map((heading) => heading.box);
  const boxes = [...draft.regions.values(), ...headings, ...draft.notes.values()];
  return {
    ...draft,
    notes: keepEqual(draft.notes, previous?.notes),
    regions: keepEqual(draft.regions, previous?.regions),
    tray,
    bounds: around(boxes),
  };
}

interface LayoutDraft {
  readonly heightOf: (note: Note) => number;
  readonly dragged: Dragged | null;
  readonly notes: Map<NoteId, Box>;
  readonly regions: Map<RegionId, Box>;
  readonly rows: Heading[];
  readonly columns: Heading[];
  readonly sections: Heading[];
  landing: Box | null;
}

/** Sections of one template lie under each other, templates beside each other. */
function blocksOf(board: Board): Section[][][] {
  const blocks = new Map<string, Map<string, Section[]>>();
  for (const section of board.sections) {
    const block = blocks.get(section.template) ?? new Map<string, Section[]>();
    blocks.set(section.template, block);
    block.set(section.storedId, [...(block.get(section.storedId) ?? []), section]);
  }
  return [...blocks.values()].map((block) => [...block.values()]);
}

function layoutBlock(draft: LayoutDraft, block: readonly Section[][], x: number): { w: number; h: number } {
  let y = 0;
  let w = 0;
  for (const group of block) {
    const size = layoutGroup(draft, group, x, y);
    if (size.h === 0) continue;
    w = Math.max(w, size.w);
    y += size.h + MEASURE.sectionGap;
  }
  return { w, h: Math.max(0, y - MEASURE.sectionGap) };
}

/** A section on its own, or a repeated one under all its items with their rows in line. */
function layoutGroup(draft: LayoutDraft, group: readonly Section[], x: number, y: number): { w: number; h: number } {
  const first = group[0];
  if (first === undefined || group.every((section) => section.regions.length === 0)) return { w: 0, h: 0 };
  const matrix = first.itemId !== null;
  const left = matrix ? x + MEASURE.rowHeading + MEASURE.regionGap : x;
  const top = y + (matrix ? MEASURE.columnHeading + MEASURE.regionGap : MEASURE.sectionHeading);
  const columns = Math.max(
    ...group.flatMap((section) => section.regions.map((region) => region.column + region.width)),
  );
  const stride = columns * MEASURE.unit;
  const rows = rowsOf(draft, group, top);
  const heightFrom = (row: number, span: number) => {
    const from = rows.get(row);
    const to = rows.get(row + span - 1) ?? from;
    return from === undefined || to === undefined ? MEASURE.regionLeast : to.y + to.h - from.y;
  };
  group.forEach((section, i) => {
    for (const region of section.regions) {
      const box: Box = {
        x: left + i * stride + region.column * MEASURE.unit,
        y: rows.get(region.row)?.y ?? top,
        w: region.width * MEASURE.unit - MEASURE.regionGap,
        h: heightFrom(region.row, region.height),
      };
      draft.regions.set(region.id, box);
      placeNotes(draft, region, box);
    }
  });
  const w = left - x + group.length * stride - MEASURE.regionGap;
  const h = Math.max(...[...rows.values()].map((row) => row.y + row.h)) - y;
  const whole: Box = { x, y, w, h };
  if (!matrix) {
    draft.sections.push({ section: first, region: null, box: { x, y, w, h: MEASURE.sectionHeading }, span: whole });
    return { w, h };
  }
  group.forEach((section, i) => {
    const column = { x: left + i * stride, y, w: stride - MEASURE.regionGap };
    draft.columns.push({ section, region: null, box: { ...column, h: MEASURE.columnHeading }, span: { ...column, h } });
  });
  for (const [row, at] of rows) {
    const region = group.flatMap((section) => section.regions).find((one) => one.row === row);
    if (region === undefined) continue;
    const box = { x, y: at.y, w: MEASURE.rowHeading, h: at.h };
    draft.rows.push({ section: first, region, box, span: { ...box, w } });
  }
  return { w, h };
}

/** Tops and heights of the rows of a group: each as tall as its fullest region; rows that nobody uses are left out. */
function rowsOf(draft: LayoutDraft, group: readonly Section[], top: number): Map<number, { y: number; h: number }> {
  const regions = group.flatMap((section) => section.regions);
  const used = [...new Set(regions.map((region) => region.row))].sort((a, b) => a - b);
  const heights = new Map<number, number>(used.map((row) => [row, MEASURE.regionLeast]));
  for (const region of regions) {
    const spanned = used.filter((row) => row >= region.row && row < region.row + region.height);
    const held = spanned.reduce((sum, row) => sum + (heights.get(row) ?? 0), (spanned.length - 1) * MEASURE.regionGap);
    const missing = neededHeight(draft, region) - held;
    const last = spanned.at(-1);
    if (missing > 0 && last !== undefined) heights.set(last, (heights.get(last) ?? 0) + missing);
  }
  const rows = new Map<number, { y: number; h: number }>();
  let y = top;
  for (const row of used) {
    const h = heights.get(row) ?? MEASURE.regionLeast;
    rows.set(row, { y, h });
    y += h + MEASURE.regionGap;
  }
  return rows;
}

function headerOf(region: Region): number {
  return standsAlone(region) ? MEASURE.regionHeader : MEASURE.regionHelp;
}

function neededHeight(draft: LayoutDraft, region: Region): number {
  const flow = flowNotes(region, draft.heightOf, draft.dragged);
  return headerOf(region) + flow.height + MEASURE.regionFoot + MEASURE.regionPadding;
}

function placeNotes(draft: LayoutDraft, region: Region, box: Box): void {
  const flow = flowNotes(region, draft.heightOf, draft.dragged);
  const at = (place: Box): Box => ({
    ...place,
    x: box.x + MEASURE.regionPadding + place.x,
    y: box.y + headerOf(region) + place.y,
  });
  for (const [id, place] of flow.notes) draft.notes.set(id, at(place));
  if (flow.landing !== null) draft.landing = at(flow.landing);
}

/** Loose notes lie where they were put; those that were left behind by a region stand in rows below the board. */
function layoutLoose(draft: LayoutDraft, board: Board, top: number): Box | null {
  const { noteWidth: w, gap, looseColumns, sectionHeading } = MEASURE;
  const first = top + sectionHeading;
  let x = 0;
  let y = first;
  let tallest = 0;
  let any = false;
  for (const note of board.loose) {
    const h = draft.heightOf(note);
    if (draft.dragged?.ids.has(note.id) === true) continue;
    if (note.pos !== null) {
      draft.notes.set(note.id, { x: note.pos[0], y: note.pos[1], w, h });
      continue;
    }
    any = true;
    if (x >= looseColumns * (w + gap)) {
      x = 0;
      y += tallest + gap;
      tallest = 0;
    }
    draft.notes.set(note.id, { x, y, w, h });
    x += w + gap;
    tallest = Math.max(tallest, h);
  }
  return any ? { x: 0, y: top, w: looseColumns * (w + gap), h: y + tallest - top } : null;
}

function keepEqual<K>(boxes: Map<K, Box>, previous: ReadonlyMap<K, Box> | undefined): ReadonlyMap<K, Box> {
  if (previous === undefined) return boxes;
  for (const [id, box] of boxes) {
    const was = previous.get(id);
    if (was !== undefined && was.x === box.x && was.y === box.y && was.w === box.w && was.h === box.h)
      boxes.set(id, was);
  }
  return boxes;
}

/** The smallest box around others; a page of one region where there are none. */
export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, w: MEASURE.unit, h: MEASURE.regionLeast };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.w);
    bottom = Math.max(bottom, box.y + box.h);
  }
  return { x: left, y: top, w: right - left, h: bottom - top };
}
