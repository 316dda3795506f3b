import { type ReactElement, useMemo, useState } from 'react';
import { recordCount } from '#board/rules/record-count';
import { saveFile } from '../api/save-file.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { isOverfull } from '../sync/unsent.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/**
 * Says that the server had no room for what was written, and offers what helps: to keep the texts, to send them again,
 * or to go on without them. The board below goes on being read.
 */
export function FullBanner({ session, unsaved }: { session: BoardSession; unsaved: number }): ReactElement {
  const t = useTranslations('full');
  const common = useTranslations('common');
  const [discarding, setDiscarding] = useState(false);
  useBoard(session); // whether it is full shows once what the others wrote has arrived
  const records = recordCount(session.doc);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measuring the document costs more than counting records.
  const isFull = useMemo(() => isOverfull(session.doc), [session, records]);
  const save = () => {
    const text = session.unsentTexts().join('\n\n');
    saveFile(new Blob([text], { type: 'text/plain' }), `${t('fileName')}.txt`);
  };
  const discard = async () => {
    await session.discardUnsent();
    location.reload();
  };
  return (
    <div className="board-banner" role="alert">
      <p>
        <strong>{isFull ? t('full') : t('tooLarge')}</strong> {t('kept', { count: unsaved })}{' '}
        {isFull ? t('fullHint') : t('tooLargeHint')}
      </p>
      <div className="row">
        <Button size="sm" onClick={save}>
          {t('save')}
        </Button>
        <Button size="sm" onClick={() => location.reload()}>
          {t('again')}
        </Button>
        <Button size="sm" variant="tertiary" onClick={() => setDiscarding(true)}>
          {t('discard')}
        </Button>
      </div>
      {discarding ? (
        <Dialog title={t('discard')} closeLabel={common('close')} onClose={() => setDiscarding(false)}>
          <p>{t('discardHint')}</p>
          <div className="row">
            <Button tone="danger" onClick={() => void discard()}>
              {t('discardNow')}
            </Button>
            <Button variant="tertiary" onClick={() => setDiscarding(false)}>
              {common('cancel')}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
