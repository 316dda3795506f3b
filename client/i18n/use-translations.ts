import { useTranslations } from 'use-intl';
import type { Language } from '#board/label';
import type { nb } from './nb.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language;
    Messages: typeof nb;
  }
}

/** The texts of one namespace, with keys and arguments checked by the compiler. */
export { useTranslations };
