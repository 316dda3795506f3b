import { type Editor, Box as TLBox, type TLCameraMoveOptions } from '@tldraw/tldraw';
import type { Box } from '#board/measure';

const ROOM = 96;

/** Where one was before zooming in on a heading, so that Esc goes back there. */
const cameBy = new WeakMap<Editor, { x: number; y: number; z: number }[]>();

function move(): TLCameraMoveOptions {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return calm ? { immediate: true } : { animation: { duration: 220 } };
}

/** Fills the screen with a box, at most at natural size. */
export function zoomTo(editor: Editor, box: Box): void {
  const trail = cameBy.get(editor) ?? [];
  trail.push({ ...editor.getCamera() });
  cameBy.set(editor, trail);
  const bounds = new TLBox(box.x, box.y, box.w, box.h);
  const { w, h } = editor.getViewportScreenBounds();
  const zoom = Math.min((w - 2 * ROOM) / box.w, (h - 2 * ROOM) / box.h, 1);
  editor.zoomToBounds(bounds, { targetZoom: Math.max(zoom, 0.05), inset: ROOM, ...move() });
}

/** Goes back to where one was before the last {@link zoomTo}; tells whether there was such a place. */
export function zoomBack(editor: Editor): boolean {
  const last = cameBy.get(editor)?.pop();
  if (last === undefined) return false;
  editor.setCamera(last, move());
  return true;
}

/** Shows the whole board. */
export function zoomToWhole(editor: Editor, bounds: Box, immediate = false): void {
  editor.zoomToBounds(new TLBox(bounds.x, bounds.y, bounds.w, bounds.h), {
    inset: 104,
    ...(immediate ? { immediate: true } : move()),
  });
}
