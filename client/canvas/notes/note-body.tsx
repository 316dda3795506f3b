import { stopEventPropagation, useValue } from '@tldraw/tldraw';
import type { NoteId } from '#board/ids';
import type { Language } from '#board/label';
import { formerName } from '#board/reading/former-region';
import { useTranslations } from '../../i18n/use-translations.ts';
import { NoteEditor } from '../../text/note-editor.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { BoardModel } from '../board-model.ts';
import { useCanvas } from '../canvas-context.ts';
import { type NoteShape, noteIdOf } from './note-shape.ts';

/** What is inside a note: its text, or the editor while this member writes in it. */
export function NoteBody({ shape, editing }: { shape: NoteShape; editing: boolean }) {
  const { session, writing, presence, model, language } = useCanvas();
  const t = useTranslations('canvas');
  const { text, author, kind, colour } = shape.props;
  const writer = useValue('writer', () => presence.writers.get().get(shape.id), [presence, shape.id]);
  const noteId = noteIdOf(shape);
  const origin = useValue('origin', () => (noteId === null ? null : originOf(model, noteId, language)), [
    model,
    noteId,
    language,
  ]);
  return (
    <div
      className="board-note"
      data-colour={colour}
      data-editing={editing}
      data-note-id={noteId}
      style={writer === undefined ? undefined : { outline: `2px solid ${writer.color}` }}
    >
      {writer !== undefined && (
        <span className="board-note-writer" style={{ background: writer.color }}>
          {writer.name}
        </span>
      )}
      {editing && noteId !== null ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: only keeps presses meant for the text from the canvas
        <div className="board-note-editor" onPointerDown={stopEventPropagation} onDoubleClick={stopEventPropagation}>
          <NoteEditor
            session={session}
            noteId={noteId}
            autoFocus
            ariaLabel={t('editNote')}
            onDone={() => writing.stop()}
            onNext={() => writing.writeNext(noteId)}
            onPasteLines={(lines) => writing.writeLines(noteId, lines)}
          />
        </div>
      ) : (
        <div className="board-note-text">{text === '' ? <i>{t('emptyNote')}</i> : text}</div>
      )}
      {(author !== '' || origin !== null || kind !== 'free') && (
        <div className="board-note-foot">
          <span>{origin === null ? author : t('looseFrom', { region: origin })}</span>
          <Icon name={kind} />
        </div>
      )}
    </div>
  );
}

/** The name of the region that a loose note was in before that was removed; null for any other note. */
function originOf(model: BoardModel, noteId: NoteId, language: Language): string | null {
  const { board } = model.scene.get();
  const former = board.notes.get(noteId)?.formerRegionId ?? null;
  return former === null ? null : formerName(board, former, language);
}
