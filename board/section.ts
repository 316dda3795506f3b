import type { Alternative } from './alternative.ts';
import type { Properties } from './board-doc.ts';
import { type AlternativeId, type SectionId, sectionIdOf } from './ids.ts';
import { fillLabel, type Label, readLabel } from './label.ts';
import { readString } from './read.ts';
import type { Region } from './region.ts';

/** A part of the board as people see it: a block of regions, in a repeated part one for each alternative. */
export interface Section {
  readonly id: SectionId;
  /** The stored section that it shows; the same for every alternative of a repeated one. */
  readonly sourceId: SectionId;
  readonly key: string;
  /** Id of the template it came from; sections of one template lie together. */
  readonly template: string;
  readonly title: Label;
  readonly alternativeId: AlternativeId | null;
  readonly order: string;
  /** In reading order. */
  readonly regions: readonly Region[];
}

/** A section as stored. */
export interface SectionSource {
  readonly id: SectionId;
  readonly key: string;
  readonly template: string;
  readonly title: Label;
  readonly titleForNull: Label | null;
  readonly titleWhenUnnamed: Label | null;
  readonly repeated: boolean;
  readonly order: string;
}

/** Reads one stored section. Total. */
export function readSection(id: SectionId, map: Properties): SectionSource {
  return {
    id,
    key: readString(map, 'key', id),
    template: readString(map, 'template'),
    title: readLabel(map.get('title')) ?? readString(map, 'key', id),
    titleForNull: readLabel(map.get('titleForNull')),
    titleWhenUnnamed: readLabel(map.get('titleWhenUnnamed')),
    repeated: map.get('repeat') === 'alternative',
    order: readString(map, 'order'),
  };
}

/** The section as shown for an alternative (or on its own), still without its regions' notes. */
export function sectionFor(
  source: SectionSource,
  alternative: Alternative | null,
  regions: readonly Region[],
): Section {
  return {
    id: sectionIdOf(source.id, alternative?.id ?? null),
    sourceId: source.id,
    key: source.key,
    template: source.template,
    title: alternative === null ? source.title : titleFor(source, alternative),
    alternativeId: alternative?.id ?? null,
    order: source.order,
    regions,
  };
}

function titleFor(source: SectionSource, { title, isNull, number }: Alternative): Label {
  const unnamed = title.trim() === '' ? source.titleWhenUnnamed : null;
  const pattern = (isNull ? source.titleForNull : unnamed) ?? source.title;
  return fillLabel(pattern, { n: String(number), title: title.trim() });
}
