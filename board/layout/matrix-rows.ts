import type { Section } from '../section.ts';
import type { LayoutDraft } from './layout-draft.ts';
import { MEASURE } from './measure.ts';
import { neededHeight } from './region-layout.ts';

/** Where a row of a section's grid lies, in page units. */
export interface Row {
  readonly y: number;
  readonly h: number;
}

/**
 * The rows of a group of sections, by their number in the grid, from `top` down. Each is as tall as its fullest region;
 * numbers that no region uses are left out.
 */
export function rowsOf(draft: LayoutDraft, group: readonly Section[], top: number): Map<number, Row> {
  const rows = new Map<number, Row>();
  let y = top;
  for (const [row, h] of rowHeights(draft, group)) {
    rows.set(row, { y, h });
    y += h + MEASURE.regionGap;
  }
  return rows;
}

/** The height of a region that begins in a row and spans some of them. */
export function spannedHeight(rows: ReadonlyMap<number, Row>, row: number, span: number): number {
  const from = rows.get(row);
  const to = rows.get(row + span - 1) ?? from;
  return from === undefined || to === undefined ? MEASURE.regionLeast : to.y + to.h - from.y;
}

/** The heights in the order of the rows. What a region over several rows needs beyond them is added to its last row. */
function rowHeights(draft: LayoutDraft, group: readonly Section[]): Map<number, number> {
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
  return heights;
}
