import { isLanguage, type Language } from '#board/label';

/** What the person chose, or what the browser asks for: nynorsk and English where they are asked for, else bokmål. */
export function preferredLanguage(stored: string | null, asked: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  for (const tag of asked) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'nn' || primary === 'en') return primary;
    if (primary === 'nb' || primary === 'no') return 'nb';
  }
  return 'nb';
}
