import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { Language } from '#board/label';
import { useLanguage } from '../i18n/language.tsx';
import { clockTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useWatched } from '../sync/hooks.ts';
import type { SavedStatus } from '../sync/saved-state.ts';

/** Says whether the work is stored. Screen readers hear it only when saving stops working and when it works again. */
export function SavedWords({ session }: { session: BoardSession }): ReactElement | null {
  const t = useTranslations('saved');
  const { language } = useLanguage();
  const status = useWatched(session.status);
  const words = useWords(status, language);
  const failing = status.kind !== 'saved' && status.kind !== 'saving' && status.kind !== 'connecting';
  const spoken = useSpoken(failing, status.kind === 'saved', words);
  if (session.token === '') return null;
  const text = session.role === 'viewer' && !failing ? t('reading') : words;
  return (
    <p className="saved" data-kind={status.kind} data-testid="saved-state">
      <span className="saved-dot" aria-hidden="true" />
      <span>{text}</span>
      <span className="sr-only" role="status">
        {spoken}
      </span>
    </p>
  );
}

function useSpoken(failing: boolean, saved: boolean, words: string): string {
  const [spoken, setSpoken] = useState('');
  const wasFailing = useRef(false);
  useEffect(() => {
    if (failing && !wasFailing.current) setSpoken(words);
    if (saved && wasFailing.current) setSpoken(words);
    wasFailing.current = failing || (wasFailing.current && !saved);
  }, [failing, saved, words]);
  return spoken;
}

function useWords(status: SavedStatus, language: Language): string {
  const t = useTranslations('saved');
  if (status.kind === 'saved') return t('saved', { time: clockTime(status.atMs, language) });
  const count = status.unsaved;
  switch (status.kind) {
    case 'saving':
      return t('saving');
    case 'late':
      return t('late', { count });
    case 'connecting':
      return count > 0 ? t('connectingUnsaved', { count }) : t('connecting');
    case 'offline':
      return count > 0 ? t('offlineUnsaved', { count }) : t('offline');
    case 'restarting':
      return count > 0 ? t('restartingUnsaved', { count }) : t('restarting');
    case 'overloaded':
      return count > 0 ? t('overloadedUnsaved', { count }) : t('overloaded');
    case 'full':
      return t('full', { count });
    case 'closed':
      return t('closed');
  }
}
