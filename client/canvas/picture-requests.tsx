import { useEditor } from '@tldraw/tldraw';
import { useEffect } from 'react';
import { useCanvas } from './canvas-context.ts';
import { boardPng, boardSvg } from './picture.ts';

/** The event by which the board's menu asks for a picture: `detail` is 'png' or 'svg'. */
export const PICTURE_EVENT = 'veivalg:picture';

/** Answers the menu's request for a picture of the canvas with a download. */
export function PictureRequests(): null {
  const editor = useEditor();
  const { model, language } = useCanvas();
  useEffect(() => {
    const onRequest = (event: Event) => {
      const format = (event as CustomEvent<unknown>).detail === 'svg' ? 'svg' : 'png';
      void save(format);
    };
    const save = async (format: 'png' | 'svg') => {
      const scene = model.scene.get();
      const svg = await boardSvg(editor, scene, language);
      const blob = format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await boardPng(svg);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${scene.board.meta.title.replace(/[\\/:*?"<>|]/g, ' ').trim() || 'tavle'}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
    window.addEventListener(PICTURE_EVENT, onRequest);
    return () => window.removeEventListener(PICTURE_EVENT, onRequest);
  }, [editor, model, language]);
  return null;
}
