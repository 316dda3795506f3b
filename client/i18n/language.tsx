import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'use-intl';
import { isLanguage, type Language } from '#board/label';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { nn } from './nn.ts';

const KEY = 'veivalg.language';
const CATALOGUES = { nb, nn, en } as unknown as Readonly<Record<Language, typeof nb>>;

interface LanguageChoice {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'nb', setLanguage: () => undefined });

/** The interface's language and how to change it. */
export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

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
        // Before the render, so that a request made by it asks for the new language already.
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
