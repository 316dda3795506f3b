import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslations } from '../../i18n/use-translations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export interface DeletionQuestion {
  readonly count: number;
  /** How many of them others wrote. */
  readonly others: number;
  readonly yes: () => void;
}

/** Asks before many notes are deleted. Esc and the first button keep them. */
export function ConfirmDeletion(props: { question: DeletionQuestion; onClose: () => void }): ReactElement {
  const { question, onClose } = props;
  const t = useTranslations('canvas');
  const keep = useRef<HTMLDivElement>(null);
  useEffect(() => keep.current?.querySelector('button')?.focus(), []);
  const confirm = () => {
    onClose();
    question.yes();
  };
  return (
    <Dialog title={t('deleteMany', { n: question.count })} closeLabel={t('keepNotes')} onClose={onClose}>
      <p>{question.others > 0 ? t('deleteManyOthers', { n: question.others }) : t('deleteManyHint')}</p>
      <div className="dialog-actions" ref={keep}>
        <Button variant="secondary" onClick={onClose}>
          {t('keepNotes')}
        </Button>
        <Button onClick={confirm}>{t('deleteNotes', { n: question.count })}</Button>
      </div>
    </Dialog>
  );
}
