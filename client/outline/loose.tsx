import type { ReactElement } from 'react';
import type { NoteId } from '#board/ids';
import type { Language } from '#board/label';
import type { Note } from '#board/note';
import { formerName } from '#board/reading/former-region';
import { useTranslations } from '../i18n/use-translations.ts';
import { GuardedNote } from '../shell/guarded.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import type { OutlineActions } from './outline-actions.ts';
import { OutlineNote } from './outline-note.tsx';

/** The loose notes, each with the field it was in before. */
export function Loose(props: {
  session: BoardSession;
  language: Language;
  actions: OutlineActions;
  editing: NoteId | null;
  writers: ReadonlyMap<NoteId, string>;
}): ReactElement | null {
  const { session, language, actions, editing, writers } = props;
  const t = useTranslations('outline');
  const board = useBoard(session);
  if (board.loose.length === 0) return null;
  const originOf = (note: Note) => {
    if (note.formerRegionId === null) return t('looseFree');
    const region = formerName(board, note.formerRegionId, language);
    return region === null ? t('looseUnknown') : t('looseFrom', { region });
  };
  return (
    <section className="outline-section" aria-labelledby="section-loose">
      <h2 id="section-loose" tabIndex={-1} data-nav="section">
        {t('loose')}
      </h2>
      <p className="hint">{t('looseHint')}</p>
      <ul className="outline-notes" aria-labelledby="section-loose">
        {board.loose.map((note) => (
          <GuardedNote key={note.id} note={note}>
            <OutlineNote
              note={note}
              where={t('loose')}
              session={session}
              actions={actions}
              editing={editing === note.id}
              writers={writers.get(note.id) ?? ''}
              origin={originOf(note)}
            />
          </GuardedNote>
        ))}
      </ul>
    </section>
  );
}
