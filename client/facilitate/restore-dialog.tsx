import { type FormEvent, type ReactElement, useState } from 'react';
import type { SnapshotReply } from '#protocol/http-api';
import { useLanguage } from '../i18n/language.tsx';
import { dayAndTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/**
 * Explains what restoring a snapshot does, and asks. `onRestore` resolves also when it fails; it reports that itself.
 */
export function RestoreDialog(props: {
  snapshot: SnapshotReply;
  onRestore: () => Promise<void>;
  onClose: () => void;
}): ReactElement {
  const { snapshot, onRestore, onClose } = props;
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await onRestore();
    onClose();
  };
  return (
    <Dialog title={t('restoreHeading', { name: snapshot.name })} closeLabel={common('close')} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <p>{t('restoreWhat', { when: dayAndTime(Date.parse(snapshot.createdAt), language) })}</p>
        <p>{t('restoreNothingLost')}</p>
        <div className="row">
          <Button type="submit" variant="primary" disabled={busy}>
            {t('restore')}
          </Button>
          <Button onClick={onClose}>{common('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
