import { useEditor } from '@tldraw/tldraw';
import { useEffect } from 'react';
import { saveFile } from '../../api/save-file.ts';
import { onPictureRequest, type PictureFormat } from '../../sync/picture-request.ts';
import { useCanvas } from '../canvas-context.ts';
import { boardPng, boardSvg } from './picture.ts';

/** Downloads a picture of the canvas when the menu requests one. */
export function PictureRequests(): null {
  const editor = useEditor();
  const { model, language } = useCanvas();
  useEffect(() => {
    const save = async (format: PictureFormat) => {
      const scene = model.scene.get();
      const svg = await boardSvg(editor, scene, language);
      const blob = format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await boardPng(svg);
      const name = scene.board.meta.title.replace(/[\\/:*?"<>|]/g, ' ').trim() || 'tavle';
      saveFile(blob, `${name}.${format}`);
    };
    return onPictureRequest((format) => void save(format));
  }, [editor, model, language]);
  return null;
}
