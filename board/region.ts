import type { Field } from './field.ts';
import type { FieldId, ItemId, RegionId, SectionId } from './ids.ts';
import type { Note } from './note.ts';

/** A region as people see it: a field (in a repeated section, under one item) with its notes. */
export interface Region extends Omit<Field, 'id' | 'section'> {
  readonly id: RegionId;
  readonly fieldId: FieldId;
  /** The section as shown, for this item. */
  readonly sectionId: SectionId;
  readonly itemId: ItemId | null;
  /** In reading order. */
  readonly notes: readonly Note[];
}
