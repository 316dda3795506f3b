import type { ReactElement } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';
import { Dialog } from '../ui/dialog.tsx';

const LINES = [
  'helpAdd',
  'helpEdit',
  'helpNext',
  'helpDone',
  'helpArrows',
  'helpMove',
  'helpMoveTo',
  'helpDelete',
  'helpUndo',
] as const;

export function Help({ onClose }: { onClose: () => void }): ReactElement {
  const t = useTranslations('outline');
  const common = useTranslations('common');
  return (
    <Dialog title={t('helpHeading')} closeLabel={common('close')} onClose={onClose}>
      <ul className="stack" data-gap="sm">
        {LINES.map((line) => (
          <li key={line}>{t(line)}</li>
        ))}
      </ul>
    </Dialog>
  );
}
