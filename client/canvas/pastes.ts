import type { Editor, VecLike } from '@tldraw/tldraw';
import type { NoteGestures } from './note-gestures.ts';

/** What a pasted text may hold at most; the same as a note. Characters. */
const LONGEST = 20_000;

/**
 * Says what becomes of things pasted or dropped on the canvas: words and addresses become notes. tldraw would ask
 * foreign hosts about an address, and would put a pasted SVG into our page to measure it.
 */
export function takePastes(editor: Editor, gestures: NoteGestures): () => void {
  const write = (text: string, point: VecLike | undefined) => {
    const { x, y } = point ?? editor.inputs.currentPagePoint;
    if (text.trim() !== '') gestures.write(gestures.targetAt([x, y]), text.trim().slice(0, LONGEST));
  };
  editor.registerExternalContentHandler('text', ({ text, point }) => write(text, point));
  editor.registerExternalContentHandler('url', ({ url, point }) => write(url, point));
  editor.registerExternalContentHandler('svg-text', () => undefined);
  editor.registerExternalContentHandler('embed', () => undefined);
  return () => {
    for (const type of ['text', 'url', 'svg-text', 'embed'] as const) editor.registerExternalContentHandler(type, null);
  };
}
