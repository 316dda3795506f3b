import type { Editor } from '@tldraw/tldraw';
import type { BoardSession } from '../sync/board-session.ts';
import { noteIdOf } from './notes/note-shape.ts';

/**
 * How long key presses meant for a deleted note are swallowed; tldraw would take them as tool shortcuts. Milliseconds.
 */
const SWALLOW_MS = 2500;

/**
 * Calls `onDeleted` when another member deletes the note being written here, and swallows the key presses that follow.
 */
export function announceDeletion(editor: Editor, session: BoardSession, onDeleted: () => void): () => void {
  let until = 0;
  let deleted: string | null = null;
  const stop = session.reader.subscribe(() => {
    // Read at once: by the next frame the editor no longer has the note.
    const shape = editor.getEditingShape();
    const noteId = shape === undefined ? null : noteIdOf(shape);
    if (noteId === null || deleted === noteId || !session.reader.read().deleted.some(({ id }) => id === noteId)) return;
    deleted = noteId;
    until = performance.now() + SWALLOW_MS;
    onDeleted();
  });
  const onKey = (event: KeyboardEvent) => {
    if (performance.now() > until || event.key === 'Escape' || event.key === 'Tab') return;
    event.stopPropagation();
    event.preventDefault();
  };
  const page = editor.getContainer().ownerDocument;
  page.addEventListener('keydown', onKey, true);
  return () => {
    stop();
    page.removeEventListener('keydown', onKey, true);
  };
}
