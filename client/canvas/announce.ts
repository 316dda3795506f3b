import { type Editor, react, type TLShapeId } from '@tldraw/tldraw';

/** After a note vanishes under one's hands, keys that were meant for it would be tool shortcuts. Milliseconds. */
const SWALLOW_MS = 2500;

/** Says so when somebody else deletes the note that is being written in here, and swallows the keys still coming. */
export function announce(editor: Editor, say: () => void): () => void {
  let until = 0;
  // By the time the shape goes, tldraw may have let go of it already; it is still in its state of writing then.
  let last: TLShapeId | null = null;
  const stopWatching = react('what is written in', () => {
    last = editor.getEditingShapeId() ?? last;
  });
  const stop = editor.sideEffects.registerBeforeDeleteHandler('shape', (shape, source) => {
    if (source !== 'remote' || last !== shape.id || !editor.isIn('select.editing_shape')) return;
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
    stopWatching();
    container.removeEventListener('keydown', onKey, true);
  };
}
