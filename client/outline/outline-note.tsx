import { type KeyboardEvent, memo, type ReactElement } from 'react';
import type { Note } from '#board/note';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { NoteEditor } from '../text/note-editor.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import type { OutlineActions } from './outline-actions.ts';

interface Props {
  note: Note;
  /** The region's name, for labels. */
  where: string;
  session: BoardSession;
  actions: OutlineActions;
  editing: boolean;
  /** The names of the others who write in it; '' if nobody does. */
  writers: string;
  /** For a loose note: the field it was in before. */
  origin?: string;
}

export const OutlineNote = memo(function OutlineNote(props: Props): ReactElement {
  const { note, where, session, actions, editing, writers, origin } = props;
  const t = useTranslations('outline');
  const onKeyDown = (event: KeyboardEvent) => {
    const handled = session.readOnly ? null : keyAction(event, note, actions);
    if (handled === null) return;
    event.preventDefault();
    handled();
  };
  return (
    <li className="outline-note" data-colour={note.colour} data-writing={writers === '' ? undefined : true}>
      <Icon name={note.kind} size={18} />
      <div className="note-main">
        {editing ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for focus leaving the editor inside.
          <div
            className="note-editing"
            onBlur={(event) => {
              if (!event.currentTarget.contains(event.relatedTarget) && event.relatedTarget !== null)
                actions.done(note.id);
            }}
          >
            <NoteEditor
              session={session}
              noteId={note.id}
              autoFocus
              ariaLabel={t('noteText', { region: where })}
              onDone={() => actions.done(note.id)}
              onNext={() => actions.next(note.id)}
              onPasteLines={(lines) => actions.addLines(note.id, lines)}
            />
          </div>
        ) : (
          <button
            type="button"
            id={`note-${note.id}`}
            data-nav="note"
            className="note-text"
            aria-disabled={session.readOnly || undefined}
            onClick={() => actions.edit(note.id)}
            onKeyDown={onKeyDown}
          >
            {note.text === '' ? <i>{t('emptyNote')}</i> : note.text}
          </button>
        )}
        <p className="note-foot">
          {note.author === '' ? null : <span>{note.author}</span>}
          {origin === undefined ? null : <span>{origin}</span>}
          {writers === '' ? null : <span className="note-writers">{t('writing', { names: writers })}</span>}
        </p>
      </div>
      {session.readOnly || editing ? null : (
        <div className="note-actions">
          <Button
            variant="tertiary"
            size="sm"
            icon="move"
            aria-label={t('moveTo')}
            onClick={() => actions.askWhere(note.id)}
          />
          <Button
            variant="tertiary"
            size="sm"
            icon="trash"
            aria-label={t('deleteNote')}
            onClick={() => actions.remove(note.id)}
          />
        </div>
      )}
    </li>
  );
});

function keyAction(event: KeyboardEvent, note: Note, actions: OutlineActions): (() => void) | null {
  if (event.ctrlKey || event.metaKey) return null;
  if (event.altKey) {
    if (event.key === 'ArrowUp') return () => actions.shift(note.id, -1);
    return event.key === 'ArrowDown' ? () => actions.shift(note.id, 1) : null;
  }
  if (event.key === 'm' || event.key === 'M') return () => actions.askWhere(note.id);
  return event.key === 'Delete' ? () => actions.remove(note.id) : null;
}
