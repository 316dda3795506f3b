import type { Language } from '#board/label';

/** Chromium has no formats for nynorsk; those of bokmål are the same. */
function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : 'nb';
}

/** A time of day: «14.16», in English “14:16”. */
export function clockTime(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' })
    .format(ms)
    .replace(':', language === 'en' ? ':' : '.');
}

/** A day and a time: «23. mai kl. 14.16». */
export function dayAndTime(ms: number, language: Language): string {
  const day = new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'long' }).format(ms);
  return `${day} ${language === 'en' ? 'at' : 'kl.'} ${clockTime(ms, language)}`;
}
