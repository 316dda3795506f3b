import type { ReadingProblem } from '../board.ts';
import type { Field } from '../field.ts';
import { regionIdOf, sectionIdOf } from '../ids.ts';
import { type Item, isNullItem } from '../item.ts';
import type { Region } from '../region.ts';
import { type Section, type StoredSection, sectionFor } from '../section.ts';

/** A section and its regions, before notes are put into them. */
export interface EmptySection {
  readonly section: Section;
  readonly regions: readonly Region[];
}

/**
 * Makes the sections that are shown: a stored section once, or once for each item of the dimension that it is repeated
 * over, with a region for each of its fields. A field whose section does not exist is added to `problems`.
 */
export function emptySections(
  stored: readonly StoredSection[],
  fields: readonly Field[],
  items: readonly Item[],
  problems: ReadingProblem[],
): EmptySection[] {
  const known = new Set(stored.map((section) => section.id));
  for (const field of fields) {
    if (!known.has(field.section)) problems.push({ root: 'fields', id: field.id, what: 'unknown-section' });
  }
  return stored.flatMap((source) => {
    const own = fields.filter((field) => field.section === source.id);
    const shownFor = source.per === null ? [null] : items.filter((item) => item.dimension === source.per);
    return shownFor.map((item) => {
      const there = own.filter((field) => !(field.notForNull && isNullItem(item)));
      return {
        section: sectionFor(source, item, []),
        regions: there.map((field) => regionOf(field, source, item)),
      };
    });
  });
}

function regionOf(field: Field, source: StoredSection, item: Item | null): Region {
  const { id, section: _section, ...rest } = field;
  const itemId = item?.id ?? null;
  return {
    ...rest,
    id: regionIdOf(id, itemId),
    fieldId: id,
    sectionId: sectionIdOf(source.id, itemId),
    itemId,
    notes: [],
  };
}
