import { type ReactElement, type ReactNode, useCallback, useEffect, useState } from 'react';
import type { BoardId } from '#board/ids';
import type { Role } from '#board/roles';
import type { Outline } from '#protocol/http-api';
import { getBoard, getOutline } from '../api/boards.ts';
import { boardLink, rememberBoard } from '../api/remembered.ts';
import { useLanguage } from '../i18n/language.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/icons.tsx';
import { type Draft, keepDraft, readDraft } from './draft.ts';
import { PlacePicker } from './place-picker.tsx';
import { WriteForm } from './write-form.tsx';
import './contribute.css';

interface Props {
  boardId: BoardId;
  token: string;
  /** Returns the sentence to show for an error. */
  reason: (error: unknown) => string;
  /** Returns the page to show for an error that retrying cannot fix; null for other errors. */
  ending: (error: unknown) => ReactNode;
}

/** The contribution form: choose a field, read what is there, write, send, and see that it is stored. */
export function Contribute({ boardId, token, reason, ending }: Props): ReactElement {
  const t = useTranslations('contribute');
  const common = useTranslations('common');
  const { language } = useLanguage();
  const [outline, setOutline] = useState<Outline | null>(null);
  const [role, setRole] = useState<Role | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [draft, setDraft] = useState<Draft>(() => readDraft(boardId));

  const load = useCallback(() => {
    const access = { boardId, token };
    return Promise.all([getBoard(access), getOutline(access, language)]).then(
      ([board, read]) => {
        rememberBoard(boardId, board.title, board.role, { [board.role]: token }, Date.now());
        document.title = `${board.title} – Veivalg`;
        setRole(board.role);
        setOutline(read);
        setError(null);
      },
      (failure: unknown) => setError(failure),
    );
  }, [boardId, token, language]);
  useEffect(() => void load(), [load]);

  const change = (next: Draft) => {
    setDraft(next);
    keepDraft(boardId, next);
  };

  const dead = error === null ? null : ending(error);
  if (dead !== null) return <>{dead}</>;
  const region = outline?.sections.flatMap((section) => section.regions).find(({ id }) => id === draft.regionId);
  const section = outline?.sections.find(({ regions }) => region !== undefined && regions.includes(region));
  return (
    <main className="contribute">
      <header className="contribute-head">
        <Mark size={32} />
        <p className="contribute-board">{outline?.board.title}</p>
        <a href={boardLink(boardId, token)}>{t('toBoard')}</a>
      </header>
      <h1>{t('heading')}</h1>
      {error === null ? null : (
        <p className="notice" data-tone="warning" role="alert">
          {reason(error)}{' '}
          <Button size="sm" onClick={() => void load()}>
            {common('retry')}
          </Button>
        </p>
      )}
      {outline === null ? (
        error === null ? (
          <p aria-busy="true">{common('loading')}</p>
        ) : null
      ) : role === 'viewer' ? (
        <p className="notice">{t('readOnly')}</p>
      ) : region === undefined || section === undefined ? (
        <PlacePicker outline={outline} onPick={(regionId) => change({ ...draft, regionId })} />
      ) : (
        <WriteForm
          boardId={boardId}
          token={token}
          section={section}
          region={region}
          draft={draft}
          onDraft={change}
          onSent={load}
          reason={reason}
        />
      )}
    </main>
  );
}
