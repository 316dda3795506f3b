import type { ReactElement } from 'react';
import type { ExportFormat } from '#protocol/http-api';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

const FORMATS: readonly [ExportFormat, 'excel' | 'markdown' | 'json'][] = [
  ['xlsx', 'excel'],
  ['md', 'markdown'],
  ['json', 'json'],
];

/** What a board or a named copy can be downloaded as: the items of a menu. */
export function ExportChoices({ onChosen }: { onChosen: (format: ExportFormat) => void }): ReactElement {
  const t = useTranslations('bar');
  return (
    <>
      {FORMATS.map(([format, name]) => (
        <Button key={format} variant="tertiary" size="sm" onClick={() => onChosen(format)}>
          {t(name)}
        </Button>
      ))}
    </>
  );
}
