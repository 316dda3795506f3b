import type { Editor } from '@tldraw/tldraw';
import { flushSync } from 'react-dom';
import { noteIdOf } from './notes/note-shape.ts';
import type { NoteWriting } from './notes/note-writing.ts';

/** How long a letter waits for the editor of the note that it is meant for. Milliseconds. */
const WAIT_MS = 2_000;

/**
 * The keys of the canvas that are ours: a letter or Enter on a selected note writes in it, and N writes a new note. The
 * comma, which tldraw takes for a press of the pointer, does nothing. Keys in the interface around the canvas, or in a
 * note that is being written, are left alone.
 */
export function handleKeys(editor: Editor, writing: NoteWriting, readOnly: boolean): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (!isForCanvas(editor, event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const selected = editor.getOnlySelectedShape();
    const noteId = selected === null ? null : noteIdOf(selected);
    const isLetter = event.key.length === 1 && event.key !== ' ';
    if (readOnly || !editor.isIn('select.idle')) {
      if (event.key === ',') stop(event);
    } else if (noteId !== null && (isLetter || event.key === 'Enter')) {
      flushSync(() => writing.edit(noteId));
      event.stopPropagation();
      // With the focus in the note's editor already, the browser itself puts the letter there.
      if (isLetter && isWritingIn(document.activeElement)) return;
      event.preventDefault();
      if (isLetter) void putWhenOpen(event.key);
    } else if (event.key === 'n' || event.key === 'N') {
      stop(event);
      writing.writeHere();
    } else if (event.key === ',') stop(event);
  };
  const page = editor.getContainer().ownerDocument;
  page.addEventListener('keydown', onKey, true);
  return () => page.removeEventListener('keydown', onKey, true);
}

function isForCanvas(editor: Editor, { target }: KeyboardEvent): boolean {
  if (editor.getEditingShapeId() !== null || document.querySelector('dialog[open]') !== null) return false;
  if (!(target instanceof HTMLElement) || isWritingIn(target)) return false;
  const container = editor.getContainer();
  return target === document.body || target === container || target.closest('.tl-canvas') !== null;
}

function stop(event: KeyboardEvent): void {
  event.stopPropagation();
  event.preventDefault();
}

function isWritingIn(element: Element | null): boolean {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches('input, textarea, select'));
}

async function putWhenOpen(letter: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < WAIT_MS; ) {
    await new Promise(requestAnimationFrame);
    if (!isWritingIn(document.activeElement)) continue;
    // The one way that reaches a text editor as if it were typed.
    document.execCommand('insertText', false, letter);
    return;
  }
}
