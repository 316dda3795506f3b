import type { Editor } from '@tldraw/tldraw';
import type { Box } from '#board/layout/measure';
import { zoomToWhole } from './zoom.ts';

const KEEP_MS = 800;

/** Shows the whole board the first time, and later where one was. The place is kept in this browser. */
export function openWhereOneWas(editor: Editor, boardId: string, bounds: () => Box): () => void {
  const key = `veivalg.view.${boardId}`;
  const [x, y, z] = read(key);
  if (x !== undefined && y !== undefined && z !== undefined) editor.setCamera({ x, y, z }, { immediate: true });
  else zoomToWhole(editor, bounds(), true);
  const keep = () => {
    const camera = editor.getCamera();
    localStorage.setItem(key, JSON.stringify([camera.x, camera.y, camera.z]));
  };
  const timer = setInterval(keep, KEEP_MS);
  return () => clearInterval(timer);
}

function read(key: string): number[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(value) && value.every((one) => Number.isFinite(one)) ? (value as number[]) : [];
  } catch {
    return []; // written by something else; the whole board is a good place to begin
  }
}
