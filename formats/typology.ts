import type { Note } from '#board/note';
import type { Region } from '#board/region';
import type { Section } from '#board/section';

/**
 * Counts the measures of a typology: regions are classes, their notes are measures with participants and a duration.
 * What is not known is listed and never guessed.
 */

/** Keys of the properties that are counted. */
const PARTICIPANTS = 'robuste-fagmiljo.deltakere';
const DAYS = 'robuste-fagmiljo.varighet';
const ANCHORED = 'robuste-fagmiljo.ledelsesforankret';
const FOLLOWED_UP = 'robuste-fagmiljo.fulgtOpp';
/** Holds what has not been sorted yet: that it is empty is no finding. */
const UNSORTED = 'ikkeKlassifisert';
const HOURS_PER_DAY = 7;

export interface ClassSum {
  readonly region: Region;
  readonly count: number;
  readonly participants: number;
  /** Of all participants, 0 to 1; 0 where there are none at all. */
  readonly share: number;
  readonly knownHours: number;
  readonly withoutHours: readonly Note[];
  /** No measure has been sorted into this class: something to tell the group. */
  readonly isFinding: boolean;
}

/** Whether a section's regions are classes of measures. */
export function isTypology(section: Section): boolean {
  return section.regions.some((region) => region.properties.some(({ key }) => key === PARTICIPANTS));
}

/** Hours of participation that a measure took, or null where its duration or its participants are not known. */
export function hoursOf(note: Note): number | null {
  const participants = amount(note, PARTICIPANTS);
  const days = amount(note, DAYS);
  return participants === null || days === null ? null : HOURS_PER_DAY * days * participants;
}

/** The sums for each class, in the order of the regions. */
export function classSums(section: Section): ClassSum[] {
  const all = section.regions.reduce((sum, region) => sum + participantsIn(region), 0);
  return section.regions.map((region) => {
    const participants = participantsIn(region);
    return {
      region,
      count: region.notes.length,
      participants,
      share: all === 0 ? 0 : participants / all,
      knownHours: region.notes.reduce((sum, note) => sum + (hoursOf(note) ?? 0), 0),
      withoutHours: region.notes.filter((note) => hoursOf(note) === null),
      isFinding: region.notes.length === 0 && region.key !== UNSORTED,
    };
  });
}

/** The measures that the leadership stands behind and that are followed up in practice: the two the authors ask for. */
export function anchoredAndFollowed(section: Section): Note[] {
  return section.regions.flatMap((region) =>
    region.notes.filter(({ properties }) => properties[ANCHORED] === 'ja' && properties[FOLLOWED_UP] === 'ja'),
  );
}

function participantsIn(region: Region): number {
  return region.notes.reduce((sum, note) => sum + (amount(note, PARTICIPANTS) ?? 0), 0);
}

/** A property as an amount. A form may have kept digits as text, with a comma in Norwegian. */
function amount(note: Note, key: string): number | null {
  const value = Object.hasOwn(note.properties, key) ? note.properties[key] : undefined;
  const text = typeof value === 'string' ? value.trim().replace(',', '.') : value;
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
