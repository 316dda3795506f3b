import type { Field } from './field.ts';
import type { NoteId, RegionId } from './ids.ts';
import type { Item } from './item.ts';
import type { Link } from './link.ts';
import type { BoardMeta } from './meta.ts';
import type { Note } from './note.ts';
import type { ReadingOf, RecordRoot, RootName } from './nouns.ts';
import type { Region } from './region.ts';
import type { Section } from './section.ts';

/** What is put together from several nouns. Lists are in reading order; what is removed stands apart. */
interface AssembledBoard {
  readonly meta: BoardMeta;
  readonly items: readonly Item[];
  readonly removedItems: readonly Item[];
  /** One for each item where the section is repeated. */
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
  readonly problems: readonly ReadingProblem[];
}

/** The nouns that a board shows just as they are read, by id. */
export type PlainRoot = Exclude<RecordRoot, keyof AssembledBoard>;

/** A board as every face of the product reads it. */
export type Board = AssembledBoard & {
  readonly [Name in PlainRoot]: ReadonlyMap<string, ReadingOf<Name>>;
};

/** Something in the document that could not be read as meant. It is left as it is and shown as well as can be. */
export interface ReadingProblem {
  readonly root: RootName;
  readonly id: string;
  readonly what: 'not-a-record' | 'unknown-section' | 'unknown-region';
}
