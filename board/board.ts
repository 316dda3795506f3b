import type { Alternative } from './alternative.ts';
import type { DrawingRecord } from './drawing.ts';
import type { NoteId, RegionId } from './ids.ts';
import type { Link } from './link.ts';
import type { BoardMeta } from './meta.ts';
import type { Note } from './note.ts';
import type { Problem } from './problem.ts';
import type { Field, Region } from './region.ts';
import type { Section } from './section.ts';

/** A board as every face of the product reads it. Lists are in reading order; what is removed stands apart. */
export interface Board {
  readonly meta: BoardMeta;
  readonly alternatives: readonly Alternative[];
  readonly removedAlternatives: readonly Alternative[];
  /** One for each alternative where the section is repeated. */
  readonly sections: readonly Section[];
  /** The definitions behind the regions, by section and row. */
  readonly fields: readonly Field[];
  readonly removedFields: readonly Field[];
  readonly regions: ReadonlyMap<RegionId, Region>;
  /** Every note that is not deleted. */
  readonly notes: ReadonlyMap<NoteId, Note>;
  /** Notes in no region: placed freely, or left behind by a region that was removed. */
  readonly loose: readonly Note[];
  readonly deleted: readonly Note[];
  /** Links whose two notes are both there. */
  readonly links: readonly Link[];
  readonly drawings: ReadonlyMap<string, DrawingRecord>;
  readonly problems: readonly Problem[];
}
