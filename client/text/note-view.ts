import { baseKeymap } from 'prosemirror-commands';
import { keymap } from 'prosemirror-keymap';
import { Fragment, Slice } from 'prosemirror-model';
import { type Command, EditorState, Plugin, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { initProseMirrorDoc, yCursorPlugin, ySyncPlugin, ySyncPluginKey } from 'y-prosemirror';
import type * as Y from 'yjs';
import type { NoteId } from '#board/ids';
import { limitOf } from '../api/limits.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { caretElement, caretSelection, caretsIn } from './caret.ts';
import { noteSchema } from './schema.ts';

/** Called on what the user does in the editor. */
export interface NoteViewHandlers {
  onDone(): void;
  onNext(): void;
  onUndo(): void;
  onRedo(): void;
  /** More than two lines were pasted into an empty note. */
  onLines(lines: string[]): void;
  /** Typing was refused: the note has reached its limit. */
  onFull(): void;
}

/** Mounts an editor on a note's text. The caller destroys it. */
export function mountNoteView(
  place: HTMLElement,
  session: BoardSession,
  noteId: NoteId,
  text: Y.XmlFragment,
  label: string,
  handlers: NoteViewHandlers,
): EditorView {
  session.undo.track(ySyncPluginKey);
  // The editor starts with the note's text: filled in afterwards, the text would move a caret that was set meanwhile.
  const { doc, mapping } = initProseMirrorDoc(text, noteSchema);
  const state = EditorState.create({
    doc,
    plugins: [
      ySyncPlugin(text, { mapping }),
      yCursorPlugin(caretsIn(noteId, session.awareness, text, mapping), {
        cursorBuilder: caretElement,
        selectionBuilder: caretSelection,
      }),
      keymap(keysOf(handlers)),
      keymap(baseKeymap),
      limit(handlers),
    ],
  });
  return new EditorView(place, {
    state,
    // y-prosemirror dispatches a moment later, when the view may have been closed already.
    dispatchTransaction(this: EditorView, transaction) {
      if (!this.isDestroyed) this.updateState(this.state.apply(transaction));
    },
    attributes: {
      class: 'note-editor',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': label,
      spellcheck: 'true',
    },
    // Pasted content becomes lines of plain text.
    transformPastedHTML: () => '',
    handlePaste: (view, event) => paste(view, event.clipboardData?.getData('text/plain') ?? '', handlers),
    handleDrop: () => true,
    handleDOMEvents: {
      keydown: (view, event) => {
        if (MOVES_CARET.has(event.key)) setTimeout(() => readCaret(view));
        return false;
      },
    },
  });
}

const MOVES_CARET: ReadonlySet<string> = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);

/**
 * Makes ProseMirror read at once where the browser has moved the caret. By itself it waits for the browser's event, up
 * to a frame later; if another member's letter or caret is drawn in between, it puts this member's caret back.
 */
function readCaret(view: EditorView): void {
  const { domObserver } = view as unknown as { domObserver: { flush(): void } };
  if (!view.isDestroyed) domObserver.flush();
}

/** Puts the caret after the last letter. */
export function caretToEnd(view: EditorView): void {
  view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)).scrollIntoView());
}

function keysOf(handlers: NoteViewHandlers): Record<string, Command> {
  const done = (act: () => void): Command => {
    return () => {
      act();
      return true;
    };
  };
  return {
    'Mod-z': done(handlers.onUndo),
    'Mod-y': done(handlers.onRedo),
    'Mod-Shift-z': done(handlers.onRedo),
    'Mod-Enter': done(handlers.onNext),
    Escape: done(handlers.onDone),
    Enter: (state, dispatch) => {
      const { $from, empty } = state.selection;
      const last = $from.index(0) === state.doc.childCount - 1;
      if (!empty || !last || $from.parent.content.size > 0) return false;
      if (state.doc.childCount > 1 && dispatch !== undefined) {
        dispatch(state.tr.delete($from.before() - 1, $from.after() - 1));
        handlers.onNext();
      }
      return true;
    },
  };
}

/** Stops this member's typing at the limit. Changes from others are never refused here. */
function limit(handlers: NoteViewHandlers): Plugin {
  return new Plugin({
    filterTransaction: (tr, state) => {
      if (!tr.docChanged || tr.getMeta(ySyncPluginKey) !== undefined) return true;
      const grows = tr.doc.content.size > state.doc.content.size;
      if (!grows || tr.doc.content.size <= limitOf('noteCharacters')) return true;
      handlers.onFull();
      return false;
    },
  });
}

/** The lines that hold more than spaces, trimmed. */
export function filledLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function paste(view: EditorView, text: string, handlers: NoteViewHandlers): boolean {
  if (text === '') return true;
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const wasEmpty = view.state.doc.textContent === '';
  const paragraphs = lines.map((line) =>
    noteSchema.node('paragraph', null, line === '' ? [] : [noteSchema.text(line)]),
  );
  view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.from(paragraphs), 1, 1)).scrollIntoView());
  const filled = filledLines(lines);
  if (wasEmpty && filled.length > 2) handlers.onLines(filled);
  return true;
}
