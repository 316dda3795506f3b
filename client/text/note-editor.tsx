import type { EditorView } from 'prosemirror-view';
import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { NoteId } from '#board/ids';
import { noteFragment } from '#board/note';
import { plainText, replaceText } from '#board/text';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { Button } from '../ui/button.tsx';
import { caretToEnd, filledLines, mountNoteView } from './note-view.ts';

export interface NoteEditorProps {
  session: BoardSession;
  noteId: NoteId;
  autoFocus?: boolean;
  ariaLabel: string;
  /** Esc, or the note is gone: writing is over. */
  onDone: () => void;
  /** Ctrl+Enter, or Enter on an empty last line: over, and on to a new note. */
  onNext: () => void;
  /** A pasted list is to become notes of their own, after this one, which keeps the first line. */
  onPasteLines?: (lines: string[]) => void;
  className?: string;
}

/** The text of one note, written together with whoever else is in it. */
export function NoteEditor(props: NoteEditorProps): ReactElement {
  const { session, noteId, ariaLabel, autoFocus, className } = props;
  const t = useTranslations('outline');
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [gone, setGone] = useState(false);
  const [full, setFull] = useState(false);
  const [pasted, setPasted] = useState<string[] | null>(null);

  useEffect(() => {
    const text = noteFragment(session.doc, noteId);
    if (place.current === null || text === null) {
      setGone(true);
      return;
    }
    let undoing = false;
    const mine = (act: () => void) => {
      undoing = true;
      act();
      undoing = false;
      if (!session.reader.read().notes.has(noteId)) latest.current.onDone();
    };
    const view: EditorView = mountNoteView(place.current, session, noteId, text, ariaLabel, {
      onDone: () => latest.current.onDone(),
      onNext: () => latest.current.onNext(),
      onUndo: () => mine(() => session.undo.undo()),
      onRedo: () => mine(() => session.undo.redo()),
      onLines: (lines) => setPasted(latest.current.onPasteLines === undefined ? null : lines),
      onFull: () => setFull(true),
    });
    session.setEditing(noteId);
    if (autoFocus) {
      view.focus();
      caretToEnd(view);
    }
    const stop = session.reader.subscribe(() => {
      if (undoing || session.reader.read().notes.has(noteId)) return;
      setGone(true);
    });
    return () => {
      stop();
      view.destroy();
      session.setEditing(null);
      session.undo.stop();
    };
  }, [session, noteId, ariaLabel, autoFocus]);

  const split = () => {
    const text = noteFragment(session.doc, noteId);
    const [first, ...rest] = pasted ?? [];
    setPasted(null);
    // Somebody wrote in it since: then it is no longer only the pasted list.
    if (
      text === null ||
      first === undefined ||
      filledLines(plainText(text).split('\n')).join('\n') !== [first, ...rest].join('\n')
    )
      return;
    session.edit(() => replaceText(text, first));
    latest.current.onPasteLines?.(rest);
  };

  if (gone) return <Gone text={t('editorGone')} onDone={props.onDone} />;
  return (
    <div className={className}>
      <div ref={place} />
      {full ? <p className="error-text">{t('tooLong')}</p> : null}
      {pasted === null ? null : (
        <div className="paste-offer">
          <span>{t('pasteOffer', { count: String(pasted.length) })}</span>
          <Button variant="primary" size="sm" onClick={split}>
            {t('pasteMany', { count: String(pasted.length) })}
          </Button>
          <Button size="sm" onClick={() => setPasted(null)}>
            {t('pasteOne')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Takes the focus of an editor whose note was deleted, so that the letters still being typed go nowhere else. */
function Gone({ text, onDone }: { text: string; onDone: () => void }): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div
      ref={ref}
      role="alert"
      tabIndex={-1}
      className="notice"
      data-tone="warning"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Tab') return;
        event.preventDefault();
        if (event.key === 'Escape') onDone();
      }}
    >
      {text}
    </div>
  );
}
