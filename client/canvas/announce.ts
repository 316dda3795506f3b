import type { Editor } from '@tldraw/tldraw';
import type { BoardSession } from '../sync/board-session.ts';
import { noteIdOf } from './notes/note-shape.ts';

/** After a note vanishes under one's hands, keys that were meant for it would be tool shortcuts. Milliseconds. */
const SWALLOW_MS = 2500;

/** Says so when somebody else deletes the note that is being written in here, and swallows the keys still coming. */
export function announce(editor: Editor, session: BoardSession, say: () => void): () => void {
  let until = 0;
  let gone: string | null = null;
  const stop = session.reader.subscribe(() => {
    // Asked at once: by the next frame the editor has let go of the note.
    const shape = editor.getEditingShape();
    const noteId = shape === undefined ? null : noteIdOf(shape);
    if (noteId === null || gone === noteId || !session.reader.read().deleted.some(({ id }) => id === noteId)) return;
    gone = noteId;
    until = performance.now() + SWALLOW_MS;
    say();
  });
  const onKey = (event: KeyboardEvent) => {
    if (performance.now() > until || event.key === 'Escape' || event.key === 'Tab') return;
    event.stopPropagation();
    event.preventDefault();
  };
  const container = editor.getContainer().ownerDocument;
  container.addEventListener('keydown', onKey, true);
  return () => {
    stop();
    container.removeEventListener('keydown', onKey, true);
  };
}
