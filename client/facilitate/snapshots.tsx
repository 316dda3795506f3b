import { type ReactElement, useCallback, useEffect, useState } from 'react';
import type { SnapshotReply } from '#protocol/http-api';
import { deleteSnapshot, downloadExport, listSnapshots, restoreSnapshot, takeSnapshot } from '../api/boards.ts';
import { boardLink } from '../api/remembered.ts';
import { useLanguage } from '../i18n/language.tsx';
import { dayAndTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { useToast } from '../ui/toast.tsx';
import { AddByName } from './add-by-name.tsx';
import { ExportChoices } from './export-choices.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { useFailure } from './use-failure.ts';

/** The snapshots: take, open, download, restore and delete. */
export function Snapshots({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const { language } = useLanguage();
  const toast = useToast();
  const fail = useFailure();
  const [snapshots, setSnapshots] = useState<readonly SnapshotReply[]>([]);
  const [busy, setBusy] = useState(false);
  const [restoring, setRestoring] = useState<SnapshotReply | null>(null);
  const refresh = useCallback(() => listSnapshots(session).then(setSnapshots), [session]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: listed once per session; each change lists them again.
  useEffect(() => void refresh().catch(fail), [refresh]);

  /** Runs a request. With a message it then lists the snapshots again and shows the message. */
  const run = async (request: () => Promise<unknown>, message?: string) => {
    setBusy(true);
    try {
      await request();
      if (message !== undefined) {
        await refresh();
        toast({ text: message });
      }
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  /** Restores, and offers to undo it by restoring the snapshot that the server took of the board before. */
  const restore = ({ id, name }: SnapshotReply) =>
    run(async () => {
      const { before } = await restoreSnapshot(session, id);
      await refresh();
      const undo = () => void run(() => restoreSnapshot(session, before.id), t('restoreUndone'));
      toast({ text: t('restored', { name }), action: { label: common('undo'), run: undo } });
    });
  return (
    <>
      <p className="hint">{t('snapshotsHint')}</p>
      <AddByName
        limit="nameCharacters"
        label={t('snapshotName')}
        action={t('takeSnapshot')}
        busy={busy}
        onAdd={(name) => void run(() => takeSnapshot(session, name), t('snapshotTaken', { name }))}
      />
      {snapshots.length === 0 ? <p className="hint">{t('noSnapshots')}</p> : null}
      <ul className="stack" data-gap="sm">
        {snapshots.map((snapshot) => (
          <li key={snapshot.id} className="panel-item">
            <p>
              <strong>{snapshot.name}</strong>{' '}
              <span className="hint">{dayAndTime(Date.parse(snapshot.createdAt), language)}</span>
            </p>
            <div className="row">
              <a
                className="ds-button"
                data-variant="secondary"
                data-size="sm"
                aria-label={`${common('open')}: ${snapshot.name}`}
                href={boardLink(session.boardId, session.token, `/s/${snapshot.id}`)}
              >
                {common('open')}
              </a>
              <Menu label={t('download')}>
                {(close) => (
                  <ExportChoices
                    onChosen={(format) => {
                      close();
                      void run(() => downloadExport(session, format, language, snapshot.id));
                    }}
                  />
                )}
              </Menu>
              <Button
                variant="tertiary"
                size="sm"
                aria-label={`${t('restore')}: ${snapshot.name}`}
                onClick={() => setRestoring(snapshot)}
              >
                {t('restore')}
              </Button>
              <Button
                variant="tertiary"
                size="sm"
                aria-label={`${common('delete')}: ${snapshot.name}`}
                onClick={() =>
                  void run(() => deleteSnapshot(session, snapshot.id), t('snapshotDeleted', { name: snapshot.name }))
                }
              >
                {common('delete')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {restoring === null ? null : (
        <RestoreDialog snapshot={restoring} onRestore={() => restore(restoring)} onClose={() => setRestoring(null)} />
      )}
    </>
  );
}
