import type { ReactElement } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';

export function Loading(): ReactElement {
  const t = useTranslations('common');
  return (
    <main className="dead-end" aria-busy="true">
      <p>{t('loading')}</p>
    </main>
  );
}
