import { useEditor } from '@tldraw/tldraw';
import { useEffect } from 'react';
import { onPictureRequest } from '../../sync/picture-request.ts';
import { useCanvas } from '../canvas-context.ts';
import { boardPng, boardSvg } from './picture.ts';

/** Answers the menu's request for a picture of the canvas with a download. */
export function PictureRequests(): null {
  const editor = useEditor();
  const { model, language } = useCanvas();
  useEffect(() => {
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
    return onPictureRequest((format) => void save(format));
  }, [editor, model, language]);
  return null;
}
