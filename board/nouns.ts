import { readDrawing } from './drawing.ts';
import { readField } from './field.ts';
import { readItem } from './item.ts';
import { readLink } from './link.ts';
import { GIVEN_TO_NOTES, readNote } from './note.ts';
import type { Properties } from './records.ts';
import type { Role } from './roles.ts';
import { readSection } from './section.ts';

/** What all nouns have. */
interface AnyNoun {
  /** The weakest role that may write the root. Rights are checked per root, so each noun has a root of its own. */
  readonly writes: Role;
  /** Whether a member's undo covers it. */
  readonly undoable: boolean;
}

/** A root that maps an id to a Y.Map of properties: the form of nearly every noun. */
export interface RecordNoun<Reading = unknown> extends AnyNoun {
  readonly shape: 'records';
  /**
   * How a restore removes a record that the snapshot lacks, as a member would: it sets the mark `deleted` (a time),
   * sets the mark `removed`, or erases the record.
   */
  readonly removedAs: 'deleted' | 'removed' | 'erased';
  /** The property that is a Y.XmlFragment, which several members edit at once; null if none. Limited in characters. */
  readonly mergedText: string | null;
  /** The properties that a record with merged text is added with. Undo keeps them while others have written in it. */
  readonly given: readonly string[];
  /** A rule of its own checks its values, because a reader takes them apart; see `board/rules/document-rules.ts`. */
  readonly isChecked: boolean;
  /** Reads one record. Never throws (I4). `movedTo` is the place that the root `places` has for this id. */
  readonly read: (id: string, map: Properties, movedTo: object | undefined) => Reading;
}

/** A root that is itself a Y.Map of properties (`properties`), or a Y.Array of entries (`row`). */
export interface SingleNoun extends AnyNoun {
  readonly shape: 'properties' | 'row';
}

export type Noun = RecordNoun | SingleNoun;

/**
 * Every noun of a board, by the name of its root. A noun is defined by its row here and its own file: the document's
 * roots, rights, undo, restore, rules and reading are derived from this table.
 */
export const NOUNS = {
  meta: { shape: 'properties', writes: 'facilitator', undoable: true },
  sections: records('facilitator', 'erased', readSection),
  items: records('facilitator', 'removed', readItem),
  fields: records('facilitator', 'removed', readField),
  notes: records('participant', 'deleted', readNote, { mergedText: 'text', given: GIVEN_TO_NOTES }),
  places: { shape: 'row', writes: 'participant', undoable: true },
  links: records('participant', 'erased', readLink),
  drawings: records('participant', 'erased', readDrawing, { isChecked: true }),
} as const satisfies Readonly<Record<string, Noun>>;

/** A row of the table for a noun that is kept as records and can be undone. */
export function records<Reading>(
  writes: Role,
  removedAs: RecordNoun['removedAs'],
  read: RecordNoun<Reading>['read'],
  more: Partial<Pick<RecordNoun, 'mergedText' | 'given' | 'isChecked'>> = {},
): RecordNoun<Reading> {
  const { mergedText = null, given = [], isChecked = false } = more;
  return { shape: 'records', writes, undoable: true, removedAs, mergedText, given, isChecked, read };
}

export type RootName = keyof typeof NOUNS;

/** The roots that hold records. */
export type RecordRoot = {
  [Name in RootName]: (typeof NOUNS)[Name] extends RecordNoun ? Name : never;
}[RootName];

/** What a record of a root reads as. */
export type ReadingOf<Name extends RecordRoot> = ReturnType<(typeof NOUNS)[Name]['read']>;

/** The readings of a board by root and id; null for a value that is not a record. */
export type Readings = { readonly [Name in RecordRoot]: ReadonlyMap<string, ReadingOf<Name> | null> };
