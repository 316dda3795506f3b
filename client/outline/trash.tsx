import type { ReactElement } from 'react';
import type { NoteId } from '#board/ids';
import { type Note, restoreNote } from '#board/note';
import { useLanguage } from '../i18n/language.tsx';
import { dayAndTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { GuardedNote } from '../shell/guarded.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';

/** The deleted notes, each with a button to bring it back. Empty notes are left out. */
export function Trash({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('outline');
  const common = useTranslations('common');
  const deleted = useBoard(session).deleted.filter((note) => note.text.trim() !== '');
  if (deleted.length === 0) return <p className="hint">{t('trashEmpty')}</p>;
  const restore = (id: NoteId) => {
    session.undo.stop();
    session.edit((doc) => restoreNote(doc, id));
  };
  return (
    <ul className="trash">
      {deleted.map((note) => (
        <li key={note.id}>
          <GuardedNote note={note}>
            <DeletedNote note={note} />
          </GuardedNote>
          <Button size="sm" onClick={() => restore(note.id)}>
            {common('restore')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function DeletedNote({ note }: { note: Note }): ReactElement {
  const t = useTranslations('outline');
  const { language } = useLanguage();
  return (
    <div className="grow">
      <p className="trash-text">{note.text}</p>
      {note.deletedAt === null ? null : (
        <p className="hint">{t('deletedAt', { when: dayAndTime(note.deletedAt, language) })}</p>
      )}
    </div>
  );
}
