import { type ItemId, type SectionId, sectionIdOf } from './ids.ts';
import { type Item, isNullItem } from './item.ts';
import { fillLabel, type Label, readLabel } from './label.ts';
import { readString } from './read.ts';
import type { Properties } from './records.ts';
import type { Region } from './region.ts';

/** A section as people see it: a block of regions. A repeated section appears once for each item. */
export interface Section {
  readonly id: SectionId;
  /** Id of the stored section, the same for every item of a repeated one. */
  readonly storedId: SectionId;
  readonly key: string;
  /** Id of the template it came from; sections of one template lie together. */
  readonly template: string;
  readonly title: Label;
  readonly itemId: ItemId | null;
  readonly order: string;
  /** In reading order. */
  readonly regions: readonly Region[];
}

/** A section as stored. */
export interface StoredSection {
  readonly id: SectionId;
  readonly key: string;
  readonly template: string;
  readonly title: Label;
  readonly titleForNull: Label | null;
  readonly titleWhenUnnamed: Label | null;
  /** The dimension whose items it is repeated over, or null. */
  readonly per: string | null;
  readonly order: string;
}

/** Reads one stored section. Never throws. */
export function readSection(id: string, map: Properties): StoredSection {
  const per = map.get('per');
  return {
    id: id as SectionId,
    key: readString(map, 'key', id),
    template: readString(map, 'template'),
    title: readLabel(map.get('title')) ?? readString(map, 'key', id),
    titleForNull: readLabel(map.get('titleForNull')),
    titleWhenUnnamed: readLabel(map.get('titleWhenUnnamed')),
    per: typeof per === 'string' ? per : null,
    order: readString(map, 'order'),
  };
}

/** A section as shown for an item; with null, one that is not repeated. */
export function sectionFor(stored: StoredSection, item: Item | null, regions: readonly Region[]): Section {
  return {
    id: sectionIdOf(stored.id, item?.id ?? null),
    storedId: stored.id,
    key: stored.key,
    template: stored.template,
    title: item === null ? stored.title : titleFor(stored, item),
    itemId: item?.id ?? null,
    order: stored.order,
    regions,
  };
}

function titleFor(stored: StoredSection, item: Item): Label {
  const title = item.title.trim();
  const unnamed = title === '' ? stored.titleWhenUnnamed : null;
  const pattern = (isNullItem(item) ? stored.titleForNull : unnamed) ?? stored.title;
  return fillLabel(pattern, { n: String(item.number), title });
}
