import type { Editor } from '@tldraw/tldraw';
import type { Box } from '#board/layout/measure';
import { readStoredJson, writeStoredJson } from '../api/stored-json.ts';
import { zoomToWhole } from './zoom.ts';

const SAVE_EVERY_MS = 800;

/** Shows the part of the board that this browser showed last, or the whole board on the first visit. */
export function openAtLastView(editor: Editor, boardId: string, bounds: () => Box): () => void {
  const key = `veivalg.view.${boardId}`;
  const [x, y, z] = readCamera(key);
  if (x !== undefined && y !== undefined && z !== undefined) editor.setCamera({ x, y, z }, { immediate: true });
  else zoomToWhole(editor, bounds(), true);
  const save = () => {
    const camera = editor.getCamera();
    writeStoredJson(key, [camera.x, camera.y, camera.z]);
  };
  const timer = setInterval(save, SAVE_EVERY_MS);
  return () => clearInterval(timer);
}

function readCamera(key: string): number[] {
  const value = readStoredJson(key);
  return Array.isArray(value) && value.every((one) => Number.isFinite(one)) ? (value as number[]) : [];
}
