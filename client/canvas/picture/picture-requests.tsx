import { useEditor } from '@tldraw/tldraw';
import { useEffect } from 'react';
import { saveFile } from '../../api/save-file.ts';
import { useTranslations } from '../../i18n/use-translations.ts';
import { onPictureRequest, type PictureFormat } from '../../sync/picture-request.ts';
import { useToast } from '../../ui/toast.tsx';
import { useCanvas } from '../canvas-context.ts';
import { boardPng, boardSvg } from './picture.ts';

/** Downloads a picture of the canvas when the menu requests one. */
export function PictureRequests(): null {
  const editor = useEditor();
  const { model, language } = useCanvas();
  const toast = useToast();
  const t = useTranslations('canvas');
  useEffect(() => {
    const save = async (format: PictureFormat) => {
      const scene = model.scene.get();
      const svg = await boardSvg(editor, scene, language);
      const blob = format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await boardPng(svg);
      const name = scene.board.meta.title.replace(/[\\/:*?"<>|]/g, ' ').trim() || 'tavle';
      saveFile(blob, `${name}.${format}`);
    };
    return onPictureRequest((format) => {
      save(format).catch((error: unknown) => {
        console.error('Veivalg: the picture could not be made', error);
        toast({ text: t('pictureFailed') });
      });
    });
  }, [editor, model, language, toast, t]);
  return null;
}
