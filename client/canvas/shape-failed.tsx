import type { ReactElement } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';

/** Stands where tldraw could not draw a drawing. */
export function ShapeFailed(): ReactElement {
  const t = useTranslations('common');
  return <div className="board-drawing-failed">{t('drawingFailed')}</div>;
}
