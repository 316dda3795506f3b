import { isLanguage, type Language } from '#board/label';

/** The language that the user chose, or else the first of ours that the browser asks for, or else bokmål. */
export function preferredLanguage(stored: string | null, requested: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  for (const tag of requested) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'nn' || primary === 'en') return primary;
    if (primary === 'nb' || primary === 'no') return 'nb';
  }
  return 'nb';
}
