import type { Editor, VecLike } from '@tldraw/tldraw';
import { limitOf } from '../api/limits.ts';
import type { NoteWriting } from './notes/note-writing.ts';

/**
 * Turns text and addresses that are pasted or dropped on the canvas into notes, and ignores SVG and embeds. Left alone,
 * tldraw would request a pasted address from its host, and put a pasted SVG into our page to measure it.
 */
export function handlePastes(editor: Editor, writing: NoteWriting, onTooLong: () => void): () => void {
  const write = (text: string, point: VecLike | undefined) => {
    const { x, y } = point ?? editor.inputs.currentPagePoint;
    // Refused, not cut: cutting would lose text silently, and all of it is still on the clipboard.
    if (text.length > limitOf('noteCharacters')) onTooLong();
    else if (text.trim() !== '') writing.write(writing.targetAt([x, y]), text.trim());
  };
  editor.registerExternalContentHandler('text', ({ text, point }) => write(text, point));
  editor.registerExternalContentHandler('url', ({ url, point }) => write(url, point));
  editor.registerExternalContentHandler('svg-text', () => undefined);
  editor.registerExternalContentHandler('embed', () => undefined);
  return () => {
    for (const type of ['text', 'url', 'svg-text', 'embed'] as const) editor.registerExternalContentHandler(type, null);
  };
}
