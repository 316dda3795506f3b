import type { ReadingProblem } from '../board.ts';
import type { Field } from '../field.ts';
import { regionIdOf, sectionIdOf } from '../ids.ts';
import { type Item, isNullItem } from '../item.ts';
import { labelLength } from '../label.ts';
import type { Region } from '../region.ts';
import { type Section, type StoredSection, sectionFor } from '../section.ts';

/**
 * How many regions and sections a board shows. They are a product, items × fields, so a small document could ask for
 * millions, and reading it would use up the memory of every reader. 50 items with 90 fields each stay below.
 */
export const REGIONS_PER_BOARD = 5_000;

/** A region whose texts are longer counts as several, because outlines repeat them for each item. */
const LETTERS_PER_REGION = 1_000;

/** A section and its regions, before notes are put into them. */
export interface EmptySection {
  readonly section: Section;
  readonly regions: readonly Region[];
}

/**
 * Makes the sections that are shown: a stored section once, or once for each item of the dimension that it is repeated
 * over, with a region for each of its fields. Added to `problems`: a field whose section does not exist, and a stored
 * section that is not shown for all its items because the board would have more than {@link REGIONS_PER_BOARD}.
 */
export function emptySections(
  stored: readonly StoredSection[],
  fields: readonly Field[],
  items: readonly Item[],
  problems: ReadingProblem[],
): EmptySection[] {
  const known = new Set<string>(stored.map((section) => section.id));
  for (const field of fields) {
    if (!known.has(field.section)) problems.push({ root: 'fields', id: field.id, what: 'unknown-section' });
  }
  const fieldsOf = groupedBy(fields, ({ section }) => section);
  const itemsOf = groupedBy(items, ({ dimension }) => dimension);
  const sections: EmptySection[] = [];
  let left = REGIONS_PER_BOARD;
  for (const source of stored) {
    const own = fieldsOf.get(source.id) ?? [];
    const counted = own.map((field) => ({ field, letters: lettersOf(field) }));
    for (const item of source.per === null ? [null] : (itemsOf.get(source.per) ?? [])) {
      left -= costOf(source, item, counted);
      if (left < 0) break;
      const there = own.filter((field) => !(field.notForNull && isNullItem(item)));
      sections.push({
        section: sectionFor(source, item, []),
        regions: there.map((field) => regionOf(field, source, item)),
      });
    }
    if (left >= 0) continue;
    problems.push({ root: 'sections', id: source.id, what: 'too-many-regions' });
    left = 0; // later sections that have nothing to show are none the less missing
  }
  return sections;
}

/** How much of {@link REGIONS_PER_BOARD} a section for one item uses. */
function costOf(
  source: StoredSection,
  item: Item | null,
  fields: readonly { readonly field: Field; readonly letters: number }[],
): number {
  const itemId = item?.id.length ?? 0;
  const own = source.id.length + source.key.length + source.template.length + labelLength(source.title);
  let cost = 1 + Math.floor((own + itemId) / LETTERS_PER_REGION);
  for (const { letters } of fields) cost += 1 + Math.floor((letters + itemId) / LETTERS_PER_REGION);
  return cost;
}

function lettersOf({ id, key, title, help }: Field): number {
  return id.length + key.length + labelLength(title) + (help === null ? 0 : labelLength(help));
}

function groupedBy<T>(things: readonly T[], keyOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
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
