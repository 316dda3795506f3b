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
  /** Esc, or undo removed the note. */
  onDone: () => void;
  /** Ctrl+Enter, or Enter on an empty last line: go on in a new note. */
  onNext: () => void;
  /** The user wants a pasted list as separate notes. This note keeps the first line; `lines` are the others. */
  onPasteLines?: (lines: string[]) => void;
  className?: string;
}

/** The editor for the text of one note. Several members can write in it at once. */
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
    // If anybody has written in the note since, it is no longer only the pasted list.
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

/** Replaces an editor whose note was deleted, and takes its focus so that letters still being typed go nowhere else. */
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
