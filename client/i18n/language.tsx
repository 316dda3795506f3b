import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'use-intl';
import type { Language } from '#board/label';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { nn } from './nn.ts';
import { preferredLanguage } from './preferred-language.ts';

const KEY = 'veivalg.language';
const CATALOGUES = { nb, nn, en } as unknown as Readonly<Record<Language, typeof nb>>;

interface LanguageChoice {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'nb', setLanguage: () => undefined });

/** The language of the interface, and the function that changes it. */
export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

export function LanguageProvider({ children }: { children: ReactNode }): ReactElement {
  const [language, setState] = useState<Language>(() =>
    preferredLanguage(localStorage.getItem(KEY), navigator.languages),
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        localStorage.setItem(KEY, next);
        // Before the render: requests made during it must already ask for the new language.
        document.documentElement.lang = next;
        setState(next);
      },
    }),
    [language],
  );
  return (
    <LanguageContext.Provider value={choice}>
      <IntlProvider locale={language === 'nn' ? 'nb' : language} messages={CATALOGUES[language]} timeZone={timeZone()}>
        {children}
      </IntlProvider>
    </LanguageContext.Provider>
  );
}

function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
