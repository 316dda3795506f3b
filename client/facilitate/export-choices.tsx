import type { ReactElement } from 'react';
import type { ExportFormat } from '#protocol/http-api';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

const FORMATS: readonly [ExportFormat, 'excel' | 'markdown' | 'json'][] = [
  ['xlsx', 'excel'],
  ['md', 'markdown'],
  ['json', 'json'],
];

/** Menu entries: the file formats in which a board or a snapshot can be downloaded. */
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
