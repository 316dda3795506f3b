import type { Board } from '../board.ts';
import type { NoteId, RegionId } from '../ids.ts';
import type { Note } from '../note.ts';
import type { Section } from '../section.ts';
import type { Heading } from './heading.ts';
import type { LayoutDraft, Size } from './layout-draft.ts';
import { layoutLoose } from './loose-notes.ts';
import { type Box, type Dragged, MEASURE } from './measure.ts';
import { layoutGroup } from './section-layout.ts';

export interface BoardLayout {
  /** The smallest box around everything; of the tray only its notes count. */
  readonly bounds: Box;
  readonly notes: ReadonlyMap<NoteId, Box>;
  readonly regions: ReadonlyMap<RegionId, Box>;
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  /** Headings of sections that are not a matrix. */
  readonly sections: readonly Heading[];
  /** The box of the rows for notes without a region and without a point of their own; null when there are none. */
  readonly tray: Box | null;
  /** Where the dragged note would land, or null. */
  readonly landing: Box | null;
}

/**
 * Turns a board into boxes. Nothing of it is stored: every client derives the same layout from the same board. A row is
 * as tall as its fullest region, and notes in regions never overlap.
 *
 * `heightOf` returns a note's height, in page units, at {@link MEASURE}.noteWidth. A box that equals the one in
 * `previous` is the same object, so a face can compare by `===` to find what moved.
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

/** The sections, by template (blocks, side by side) and by stored section (groups, below each other). */
function blocksOf(board: Board): Section[][][] {
  const blocks = new Map<string, Map<string, Section[]>>();
  for (const section of board.sections) {
    const block = blocks.get(section.template) ?? new Map<string, Section[]>();
    blocks.set(section.template, block);
    block.set(section.storedId, [...(block.get(section.storedId) ?? []), section]);
  }
  return [...blocks.values()].map((block) => [...block.values()]);
}

function layoutBlock(draft: LayoutDraft, block: readonly Section[][], x: number): Size {
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

function keepEqual<K>(boxes: Map<K, Box>, previous: ReadonlyMap<K, Box> | undefined): ReadonlyMap<K, Box> {
  if (previous === undefined) return boxes;
  for (const [id, box] of boxes) {
    const was = previous.get(id);
    if (was !== undefined && was.x === box.x && was.y === box.y && was.w === box.w && was.h === box.h)
      boxes.set(id, was);
  }
  return boxes;
}

/** The smallest box around others; without any, a box of one region at the origin. */
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
