import type { Language } from '#board/label';

/** Chromium has no nynorsk dates or numbers; those of bokmål are the same. */
function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : 'nb';
}

/** «14.16» */
export function clockTime(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' })
    .format(ms)
    .replace(':', language === 'en' ? ':' : '.');
}

/** «23. mai kl. 14.16» */
export function dayAndTime(ms: number, language: Language): string {
  const day = new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'long' }).format(ms);
  return `${day} ${language === 'en' ? 'at' : 'kl.'} ${clockTime(ms, language)}`;
}
