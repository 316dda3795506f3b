import type { Field } from './field.ts';
import type { NoteId, RegionId } from './ids.ts';
import type { Item } from './item.ts';
import type { Link } from './link.ts';
import type { BoardMeta } from './meta.ts';
import type { Note } from './note.ts';
import type { ReadingOf, RecordRoot, RootName } from './nouns.ts';
import type { Region } from './region.ts';
import type { Section } from './section.ts';

/** The parts made from several nouns. Lists are in reading order; removed things have lists of their own. */
interface AssembledBoard {
  readonly meta: BoardMeta;
  readonly items: readonly Item[];
  readonly removedItems: readonly Item[];
  /** A repeated section appears once for each item. */
  readonly sections: readonly Section[];
  /** The definitions behind the regions, of all sections, sorted by row and column. */
  readonly fields: readonly Field[];
  readonly removedFields: readonly Field[];
  readonly regions: ReadonlyMap<RegionId, Region>;
  /** Every note that is not deleted. */
  readonly notes: ReadonlyMap<NoteId, Note>;
  /** Notes in no region: placed freely, or left behind by a region that was removed. */
  readonly loose: readonly Note[];
  readonly deleted: readonly Note[];
  /** Links whose two notes both exist and are not deleted. */
  readonly links: readonly Link[];
  readonly problems: readonly ReadingProblem[];
}

/** The roots whose records a board shows exactly as they were read. */
export type PlainRoot = Exclude<RecordRoot, keyof AssembledBoard>;

/** A board as every face (canvas, outline, contribution page, export) reads it. */
export type Board = AssembledBoard & {
  readonly [Name in PlainRoot]: ReadonlyMap<string, ReadingOf<Name>>;
};

/** Something in the document that could not be read as intended. The document is not changed; the rest is shown. */
export interface ReadingProblem {
  readonly root: RootName;
  readonly id: string;
  readonly what: 'not-a-record' | 'unknown-section' | 'unknown-region' | 'too-many-regions';
}
