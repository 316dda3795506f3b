import type { Editor, VecLike } from '@tldraw/tldraw';
import { limitOf } from '../api/limits.ts';
import type { NoteWriting } from './notes/note-writing.ts';

/**
 * Says what becomes of things pasted or dropped on the canvas: words and addresses become notes. tldraw would ask
 * foreign hosts about an address, and would put a pasted SVG into our page to measure it.
 */
export function takePastes(editor: Editor, writing: NoteWriting, sayTooLong: () => void): () => void {
  const write = (text: string, point: VecLike | undefined) => {
    const { x, y } = point ?? editor.inputs.currentPagePoint;
    // Refused whole rather than cut: half a text would be lost without a word, and it is still on the clipboard.
    if (text.length > limitOf('noteCharacters')) sayTooLong();
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
