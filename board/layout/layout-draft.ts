import type { NoteId, RegionId } from '../ids.ts';
import type { Note } from '../note.ts';
import type { Heading } from './heading.ts';
import type { Box, Dragged } from './measure.ts';

/** A layout while it is being made: what it is made from, and the boxes so far. */
export interface LayoutDraft {
  /** The height of a note, in page units, at `MEASURE.noteWidth`. */
  readonly heightOf: (note: Note) => number;
  readonly dragged: Dragged | null;
  readonly notes: Map<NoteId, Box>;
  readonly regions: Map<RegionId, Box>;
  readonly rows: Heading[];
  readonly columns: Heading[];
  readonly sections: Heading[];
  landing: Box | null;
}

export interface Size {
  readonly w: number;
  readonly h: number;
}
