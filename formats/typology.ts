import type { Note } from '#board/note';
import type { Region } from '#board/region';
import type { Section } from '#board/section';

/**
 * Counts the measures of a typology: its regions are classes, their notes are measures with participants and a
 * duration. Unknown values are listed, never guessed.
 */

/** Keys of the properties that are counted. */
const PARTICIPANTS = 'robuste-fagmiljo.deltakere';
const DAYS = 'robuste-fagmiljo.varighet';
const ANCHORED = 'robuste-fagmiljo.ledelsesforankret';
const FOLLOWED_UP = 'robuste-fagmiljo.fulgtOpp';
/** The class of measures not sorted yet; that it is empty is not a finding. */
const UNSORTED = 'ikkeKlassifisert';
const HOURS_PER_DAY = 7;

export interface ClassSum {
  readonly region: Region;
  readonly count: number;
  readonly participants: number;
  /** Its part of all participants, 0 to 1; 0 if there are none at all. */
  readonly share: number;
  readonly knownHours: number;
  readonly withoutHours: readonly Note[];
  /** No measure has been sorted into this class, which the group should know. */
  readonly isFinding: boolean;
}

/** Whether a section's regions are classes of measures. */
export function isTypology(section: Section): boolean {
  return section.regions.some((region) => region.properties.some(({ key }) => key === PARTICIPANTS));
}

/** The hours of participation that a measure took; null if its duration or number of participants is unknown. */
export function hoursOf(note: Note): number | null {
  const participants = amount(note, PARTICIPANTS);
  const days = amount(note, DAYS);
  return participants === null || days === null ? null : HOURS_PER_DAY * days * participants;
}

/** The sums of each class, in the order of the regions. */
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

/** The measures with the two conditions that the report asks for: supported by the leadership, and followed up. */
export function anchoredAndFollowed(section: Section): Note[] {
  return section.regions.flatMap((region) =>
    region.notes.filter(({ properties }) => properties[ANCHORED] === 'ja' && properties[FOLLOWED_UP] === 'ja'),
  );
}

function participantsIn(region: Region): number {
  return region.notes.reduce((sum, note) => sum + (amount(note, PARTICIPANTS) ?? 0), 0);
}

/** A property as a number from 0; null if it is not one. Forms may store digits as text, with a decimal comma. */
function amount(note: Note, key: string): number | null {
  const value = Object.hasOwn(note.properties, key) ? note.properties[key] : undefined;
  const text = typeof value === 'string' ? value.trim().replace(',', '.') : value;
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
