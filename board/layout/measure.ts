import type { NoteId, RegionId } from '../ids.ts';

/** A rectangle on the page. All lengths are page units (pixels at zoom 1). */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The measures of the page, in page units. Multiples of 8 unless something else decides. */
export const MEASURE = {
  noteWidth: 220,
  gap: 12,
  /** One column of a section's grid: a note and its share of the space around it. */
  unit: 250,
  regionGap: 16,
  regionPadding: 16,
  /** Title and help line of a region that stands on its own. */
  regionHeader: 80,
  /** Help line of a region whose title is the heading of its row. */
  regionHelp: 32,
  /** Room for "write a note" at a region's foot. */
  regionFoot: 44,
  regionLeast: 176,
  rowHeading: 320,
  columnHeading: 128,
  sectionHeading: 88,
  sectionGap: 48,
  blockGap: 120,
  looseColumns: 8,
} as const;

/** Notes that are being dragged: they leave their places, and others make room where they would land. */
export interface Dragged {
  readonly ids: ReadonlySet<NoteId>;
  /** Where they would land; null outside the regions. */
  readonly target: { readonly regionId: RegionId; readonly before: NoteId | null; readonly height: number } | null;
}
