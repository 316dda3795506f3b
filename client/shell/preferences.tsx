import type { ReactElement, ReactNode } from 'react';
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
  // Each language is named in itself.
  const nameOf = (one: Language) => <span lang={one}>{t(one)}</span>;
  return <Choices all={LANGUAGES} chosen={language} nameOf={nameOf} onChoose={choose} />;
}

export function ThemeChoices({ onChosen }: { onChosen: () => void }): ReactElement {
  const t = useTranslations('common');
  const { choice } = useTheme();
  const choose = (next: ThemeChoice) => {
    setTheme(next);
    onChosen();
  };
  return <Choices all={THEMES} chosen={choice} nameOf={(one) => t(one)} onChoose={choose} />;
}

function Choices<T extends string>(props: {
  all: readonly T[];
  chosen: T;
  nameOf: (one: T) => ReactNode;
  onChoose: (one: T) => void;
}): ReactElement {
  return (
    <>
      {props.all.map((one) => (
        <Button
          key={one}
          variant="tertiary"
          size="sm"
          aria-pressed={one === props.chosen}
          onClick={() => props.onChoose(one)}
        >
          {props.nameOf(one)}
        </Button>
      ))}
    </>
  );
}
