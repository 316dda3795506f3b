import { type Editor, Box as TLBox, type TLCameraMoveOptions } from '@tldraw/tldraw';
import type { Box } from '#board/layout/measure';

/** Space kept free around a box that is zoomed to. Pixels. */
const MARGIN = 96;

/** The cameras before each {@link zoomTo}, for {@link zoomBack}. */
const trails = new WeakMap<Editor, { x: number; y: number; z: number }[]>();

function moveOptions(): TLCameraMoveOptions {
  const isReduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return isReduced ? { immediate: true } : { animation: { duration: 220 } };
}

/** Zooms so that a box fills the screen, but never beyond 100 %. */
export function zoomTo(editor: Editor, box: Box): void {
  const trail = trails.get(editor) ?? [];
  trail.push({ ...editor.getCamera() });
  trails.set(editor, trail);
  const bounds = new TLBox(box.x, box.y, box.w, box.h);
  const { w, h } = editor.getViewportScreenBounds();
  const zoom = Math.min((w - 2 * MARGIN) / box.w, (h - 2 * MARGIN) / box.h, 1);
  editor.zoomToBounds(bounds, { targetZoom: Math.max(zoom, 0.05), inset: MARGIN, ...moveOptions() });
}

/** Goes back to the camera before the last {@link zoomTo}, if there was one. */
export function zoomBack(editor: Editor): void {
  const last = trails.get(editor)?.pop();
  if (last === undefined) return;
  editor.setCamera(last, moveOptions());
}

/** Screen edges covered by the interface, kept free when the whole board is shown. Pixels. */
const CHROME = { side: 128, top: 40, bottom: 88 };

/** Shows the whole board, clear of the interface around it. */
export function zoomToWhole(editor: Editor, bounds: Box, immediate = false): void {
  const { w, h } = editor.getViewportScreenBounds();
  const room = { w: w - 2 * CHROME.side, h: h - CHROME.top - CHROME.bottom };
  const z = Math.max(0.03, Math.min(room.w / bounds.w, room.h / bounds.h, 1));
  const x = CHROME.side / z + (room.w / z - bounds.w) / 2 - bounds.x;
  const y = CHROME.top / z + (room.h / z - bounds.h) / 2 - bounds.y;
  editor.setCamera({ x, y, z }, immediate ? { immediate: true } : moveOptions());
}
