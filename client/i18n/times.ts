import type { Language } from '#board/label';

/** Chromium has no formats for nynorsk; those of bokmål are the same. */
function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : 'nb';
}

/** Shown for a time that no calendar has. */
const NO_TIME = '–';

/** The last millisecond that `Date` knows, counted from 1970 in both directions. */
const END_OF_TIME = 8.64e15;

/** Intl throws on all other times. A stored one must not end the page (I4). */
function isTime(ms: number): boolean {
  return Math.abs(ms) <= END_OF_TIME;
}

/** A time of day: «14.16», in English “14:16”. */
export function clockTime(ms: number, language: Language): string {
  if (!isTime(ms)) return NO_TIME;
  return new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' })
    .format(ms)
    .replace(':', language === 'en' ? ':' : '.');
}

/** A day and a time: «23. mai kl. 14.16». */
export function dayAndTime(ms: number, language: Language): string {
  if (!isTime(ms)) return NO_TIME;
  const day = new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'long' }).format(ms);
  return `${day} ${language === 'en' ? 'at' : 'kl.'} ${clockTime(ms, language)}`;
}
