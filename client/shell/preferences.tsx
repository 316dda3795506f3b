import type { ReactElement } from 'react';
import { LANGUAGES, type Language } from '#board/label';
import { useLanguage } from '../i18n/language.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { setTheme, type ThemeChoice, useTheme } from '../ui/theme.ts';

const THEMES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export function LanguagePicker(): ReactElement {
  const t = useTranslations('common');
  return <Menu label={t('language')}>{(close) => <LanguageChoices onChosen={close} />}</Menu>;
}

export function ThemePicker(): ReactElement {
  const t = useTranslations('common');
  return <Menu label={t('theme')}>{(close) => <ThemeChoices onChosen={close} />}</Menu>;
}

export function LanguageChoices({ onChosen }: { onChosen: () => void }): ReactElement {
  const t = useTranslations('common');
  const { language, setLanguage } = useLanguage();
  const choose = (next: Language) => {
    setLanguage(next);
    onChosen();
  };
  return (
    <>
      {LANGUAGES.map((one) => (
        <Button
          key={one}
          variant="tertiary"
          size="sm"
          lang={one}
          aria-pressed={one === language}
          onClick={() => choose(one)}
        >
          {t(one)}
        </Button>
      ))}
    </>
  );
}

export function ThemeChoices({ onChosen }: { onChosen: () => void }): ReactElement {
  const t = useTranslations('common');
  const { choice } = useTheme();
  return (
    <>
      {THEMES.map((one) => (
        <Button
          key={one}
          variant="tertiary"
          size="sm"
          aria-pressed={one === choice}
          onClick={() => {
            setTheme(one);
            onChosen();
          }}
        >
          {t(one)}
        </Button>
      ))}
    </>
  );
}
