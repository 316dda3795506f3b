import type { NoteId } from '../ids.ts';
import type { Note } from '../note.ts';
import type { Region } from '../region.ts';
import { type Box, type Dragged, MEASURE } from './measure.ts';

/** The boxes of a region's notes, relative to the upper left corner of the region's space for notes. */
export interface NoteFlow {
  readonly notes: readonly (readonly [NoteId, Box])[];
  readonly height: number;
  readonly landing: Box | null;
}

/** How many notes fit side by side in a region. */
export function columnsOf(region: Region): number {
  const inner = region.width * MEASURE.unit - MEASURE.regionGap - 2 * MEASURE.regionPadding;
  return Math.max(1, Math.floor((inner + MEASURE.gap) / (MEASURE.noteWidth + MEASURE.gap)));
}

/**
 * Puts notes into columns in reading order, each into the shortest column so far, the leftmost of equals. No gaps open
 * beside long notes, and no note overlaps another. Dragged notes are left out, and room is made where they would land.
 */
export function flowNotes(region: Region, heightOf: (note: Note) => number, dragged: Dragged | null): NoteFlow {
  const heights: number[] = new Array(columnsOf(region)).fill(0);
  const take = (h: number): Box => {
    const column = heights.indexOf(Math.min(...heights));
    const y = heights[column] ?? 0;
    heights[column] = y + h + MEASURE.gap;
    return { x: column * (MEASURE.noteWidth + MEASURE.gap), y, w: MEASURE.noteWidth, h };
  };
  const target = dragged?.target?.regionId === region.id ? dragged.target : null;
  const notes: (readonly [NoteId, Box])[] = [];
  let landing: Box | null = null;
  for (const note of region.notes) {
    if (target?.before === note.id) landing = take(target.height);
    if (dragged?.ids.has(note.id) === true) continue;
    notes.push([note.id, take(heightOf(note))]);
  }
  if (target !== null && landing === null) landing = take(target.height);
  return { notes, height: Math.max(0, ...heights), landing };
}
