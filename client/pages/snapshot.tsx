import { type ReactElement, useEffect, useState } from 'react';
import type { BoardId } from '#board/ids';
import { getSnapshotDocument, getSnapshotInfo } from '../api/boards.ts';
import { boardLink } from '../api/remembered.ts';
import { BoardView } from '../board/board-view.tsx';
import { useLanguage } from '../i18n/language.tsx';
import { dayAndTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { DeadEnd, endingOf, useReason } from '../shell/dead-end.tsx';
import { Loading } from '../shell/loading.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { openSnapshot } from '../sync/snapshot-session.ts';
import { useToken } from './use-token.ts';

/** A snapshot: shown like the board, but read-only. */
export function SnapshotPage({ boardId, snapshotId }: { boardId: BoardId; snapshotId: string }): ReactElement {
  const t = useTranslations('snapshot');
  const reason = useReason();
  const { language } = useLanguage();
  const token = useToken(boardId);
  const [shown, setShown] = useState<{ session: BoardSession; name: string; takenAt: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (token === '') return;
    let session: BoardSession | null = null;
    let current = true;
    const access = { boardId, token };
    Promise.all([getSnapshotInfo(access, snapshotId), getSnapshotDocument(access, snapshotId)]).then(
      ([about, bytes]) => {
        if (!current) return;
        const takenAt = Date.parse(about.createdAt);
        session = openSnapshot(boardId, bytes, takenAt);
        setShown({ session, name: about.name, takenAt });
      },
      (failure: unknown) => current && setError(failure),
    );
    return () => {
      current = false;
      session?.destroy();
    };
  }, [boardId, snapshotId, token]);

  if (token === '') return <DeadEnd ending="noToken" />;
  if (error !== null) {
    const ending = endingOf(error);
    return ending === null ? <main className="dead-end">{reason(error)}</main> : <DeadEnd ending={ending} />;
  }
  if (shown === null) return <Loading />;
  return (
    <div className="snapshot-page">
      <p className="snapshot-banner">
        <span>{t('banner', { name: shown.name, when: dayAndTime(shown.takenAt, language) })}</span>
        <a href={boardLink(boardId, token)}>{t('toBoard')}</a>
      </p>
      <BoardView session={shown.session} />
    </div>
  );
}
