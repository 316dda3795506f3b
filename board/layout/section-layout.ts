import type { Section } from '../section.ts';
import type { LayoutDraft, Size } from './layout-draft.ts';
import { type Row, rowsOf, spannedHeight } from './matrix-rows.ts';
import { type Box, MEASURE } from './measure.ts';
import { placeRegion } from './region-layout.ts';

/**
 * Puts a group into the draft, its upper left corner at (x, y): one section that is not repeated, or a repeated one as
 * a matrix with a column for each item. Returns the size; both sides are 0 if no section has a region.
 */
export function layoutGroup(draft: LayoutDraft, group: readonly Section[], x: number, y: number): Size {
  const first = group[0];
  if (first === undefined || group.every((section) => section.regions.length === 0)) return { w: 0, h: 0 };
  const isMatrix = first.itemId !== null;
  const left = isMatrix ? x + MEASURE.rowHeading + MEASURE.regionGap : x;
  const top = y + (isMatrix ? MEASURE.columnHeading + MEASURE.regionGap : MEASURE.sectionHeading);
  const stride = columnsOf(group) * MEASURE.unit;
  const rows = rowsOf(draft, group, top);
  for (const [i, section] of group.entries()) placeRegions(draft, section, rows, left + i * stride, top);
  const w = left - x + group.length * stride - MEASURE.regionGap;
  const h = Math.max(...[...rows.values()].map((row) => row.y + row.h)) - y;
  if (isMatrix) {
    addColumnHeadings(draft, group, { x: left, y, stride, h });
    addRowHeadings(draft, group, rows, x, w);
  } else {
    const box = { x, y, w, h: MEASURE.sectionHeading };
    draft.sections.push({ section: first, region: null, box, span: { x, y, w, h } });
  }
  return { w, h };
}

/** How many columns of its grid the widest section of a group uses. */
function columnsOf(group: readonly Section[]): number {
  return Math.max(...group.flatMap((section) => section.regions.map((region) => region.column + region.width)));
}

function placeRegions(
  draft: LayoutDraft,
  section: Section,
  rows: ReadonlyMap<number, Row>,
  left: number,
  top: number,
): void {
  for (const region of section.regions) {
    placeRegion(draft, region, {
      x: left + region.column * MEASURE.unit,
      y: rows.get(region.row)?.y ?? top,
      w: region.width * MEASURE.unit - MEASURE.regionGap,
      h: spannedHeight(rows, region.row, region.height),
    });
  }
}

function addColumnHeadings(
  draft: LayoutDraft,
  group: readonly Section[],
  { x, y, stride, h }: { readonly x: number; readonly y: number; readonly stride: number; readonly h: number },
): void {
  for (const [i, section] of group.entries()) {
    const span: Box = { x: x + i * stride, y, w: stride - MEASURE.regionGap, h };
    draft.columns.push({ section, region: null, box: { ...span, h: MEASURE.columnHeading }, span });
  }
}

function addRowHeadings(
  draft: LayoutDraft,
  group: readonly Section[],
  rows: ReadonlyMap<number, Row>,
  x: number,
  w: number,
): void {
  const [section] = group;
  for (const [row, at] of rows) {
    const region = group.flatMap(({ regions }) => regions).find((one) => one.row === row);
    if (section === undefined || region === undefined) continue;
    const box = { x, y: at.y, w: MEASURE.rowHeading, h: at.h };
    draft.rows.push({ section, region, box, span: { ...box, w } });
  }
}
