import type { Box } from '#board/layout/measure';

/** Where the headings of the matrix lie on screen. All lengths are pixels. */

/** The width of a row's heading. */
const ROW_WIDTH = { least: 148, most: 208 };
/** The height of a column's heading: one line zoomed out, two lines zoomed in. */
const COLUMN_HEIGHT = { least: 26, most: 64 };
/** How close to the screen's edge a heading is held. */
const EDGE = 8;

type Size = Pick<Box, 'w' | 'h'>;

export interface RowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly maxHeight: number;
  /** It is held at the edge, over the row's notes. */
  readonly isHeld: boolean;
}

export interface ColumnPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** There is room for one line only. */
  readonly isLow: boolean;
  readonly isNarrow: boolean;
}

/** A box of the page on the screen. */
export function toScreen(
  { x, y, w, h }: Box,
  camera: { readonly x: number; readonly y: number; readonly z: number },
): Box {
  return { x: (x + camera.x) * camera.z, y: (y + camera.y) * camera.z, w: w * camera.z, h: h * camera.z };
}

/** Whether no part of a box is on the screen. */
export function isOffScreen(box: Box, view: Size): boolean {
  return box.x > view.w || box.x + box.w < 0 || box.y > view.h || box.y + box.h < 0;
}

/** How high up rows may be held: below the column headings, if those are held at the top. */
export function heldTopOf(columns: readonly Box[]): number {
  return columns.some((box) => box.y + box.h < EDGE + COLUMN_HEIGHT.most) ? 84 : EDGE;
}

/** Where a row's heading lies while any part of the row is in view, or null. */
export function rowPlace(box: Box, span: Box, view: Size, heldTop: number): RowPlace | null {
  if (span.x > view.w || span.x + span.w < 40 || box.y > view.h || box.y + box.h < 0) return null;
  const width = Math.min(ROW_WIDTH.most, Math.max(ROW_WIDTH.least, box.w));
  const natural = box.x + box.w - width;
  const isHeld = natural < EDGE;
  const x = Math.min(Math.max(natural, EDGE), span.x + span.w - width);
  // A heading held at the edge covers the row's notes, so it is drawn smaller.
  const y = Math.min(Math.max(box.y, heldTop), box.y + box.h - (isHeld ? 28 : 20));
  return { x, y, width, maxHeight: Math.max(20, box.y + box.h - y), isHeld };
}

/** Where a column's heading lies while any part of the column is in view, or null. */
export function columnPlace(box: Box, span: Box, view: Size): ColumnPlace | null {
  if (span.x > view.w || span.x + span.w < 0 || span.y > view.h || span.y + span.h < 60) return null;
  const height = Math.min(COLUMN_HEIGHT.most, Math.max(COLUMN_HEIGHT.least, box.h));
  const y = Math.min(Math.max(box.y + box.h - height, EDGE), span.y + span.h - height);
  return { x: span.x, y, width: span.w, height, isLow: height < 44, isNarrow: span.w < 130 };
}
