import { useTranslations } from 'use-intl';
import type { Language } from '#board/label';
import type { nb } from './nb.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language;
    Messages: typeof nb;
  }
}

/** The texts of one namespace. The compiler checks keys and arguments. */
export { useTranslations };
