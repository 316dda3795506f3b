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

export interface NoteViewWishes {
  onDone(): void;
  onNext(): void;
  onUndo(): void;
  onRedo(): void;
  /** Several lines came in one paste into a note that was empty. */
  onLines(lines: string[]): void;
  onFull(): void;
}

/** Mounts an editor on a note's text. The caller destroys it. */
export function mountNoteView(
  place: HTMLElement,
  session: BoardSession,
  noteId: NoteId,
  text: Y.XmlFragment,
  label: string,
  wishes: NoteViewWishes,
): EditorView {
  session.undo.track(ySyncPluginKey);
  // Begun with the note's own words: filled in afterwards, the caret that was set meanwhile would be thrown about.
  const { doc, mapping } = initProseMirrorDoc(text, noteSchema);
  const state = EditorState.create({
    doc,
    plugins: [
      ySyncPlugin(text, { mapping }),
      yCursorPlugin(caretsIn(noteId, session.awareness), {
        cursorBuilder: caretElement,
        selectionBuilder: caretSelection,
      }),
      keymap(keysOf(wishes)),
      keymap(baseKeymap),
      limit(wishes),
    ],
  });
  return new EditorView(place, {
    state,
    attributes: {
      class: 'note-editor',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': label,
      spellcheck: 'true',
    },
    // Whatever is pasted becomes lines of plain letters.
    transformPastedHTML: () => '',
    handlePaste: (view, event) => paste(view, event.clipboardData?.getData('text/plain') ?? '', wishes),
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
 * Lets ProseMirror see at once where the browser has moved the caret. By itself it waits for the browser to tell, up to a
 * frame later, and a letter or a caret of somebody else that is drawn in between puts one's own caret back.
 */
function readCaret(view: EditorView): void {
  const { domObserver } = view as unknown as { domObserver: { flush(): void } };
  if (!view.isDestroyed) domObserver.flush();
}

/** Puts the caret behind the last letter. */
export function caretToEnd(view: EditorView): void {
  view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)).scrollIntoView());
}

function keysOf(wishes: NoteViewWishes): Record<string, Command> {
  const done = (act: () => void): Command => {
    return () => {
      act();
      return true;
    };
  };
  return {
    'Mod-z': done(wishes.onUndo),
    'Mod-y': done(wishes.onRedo),
    'Mod-Shift-z': done(wishes.onRedo),
    'Mod-Enter': done(wishes.onNext),
    Escape: done(wishes.onDone),
    Enter: (state, dispatch) => {
      const { $from, empty } = state.selection;
      const last = $from.index(0) === state.doc.childCount - 1;
      if (!empty || !last || $from.parent.content.size > 0) return false;
      if (state.doc.childCount > 1 && dispatch !== undefined) {
        dispatch(state.tr.delete($from.before() - 1, $from.after() - 1));
        wishes.onNext();
      }
      return true;
    },
  };
}

/** One's own typing stops at the limit; what others write is never refused here. */
function limit(wishes: NoteViewWishes): Plugin {
  return new Plugin({
    filterTransaction: (tr, state) => {
      if (!tr.docChanged || tr.getMeta(ySyncPluginKey) !== undefined) return true;
      const grows = tr.doc.content.size > state.doc.content.size;
      if (!grows || tr.doc.content.size <= limitOf('noteCharacters')) return true;
      wishes.onFull();
      return false;
    },
  });
}

/** The lines that hold more than spaces, trimmed. */
export function filledLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function paste(view: EditorView, text: string, wishes: NoteViewWishes): boolean {
  if (text === '') return true;
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const wasEmpty = view.state.doc.textContent === '';
  const paragraphs = lines.map((line) =>
    noteSchema.node('paragraph', null, line === '' ? [] : [noteSchema.text(line)]),
  );
  view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.from(paragraphs), 1, 1)).scrollIntoView());
  const filled = filledLines(lines);
  if (wasEmpty && filled.length > 2) wishes.onLines(filled);
  return true;
}
