import { type Editor, Box as TLBox, type TLCameraMoveOptions } from '@tldraw/tldraw';
import type { Box } from '#board/layout/measure';

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

/** What lies over the canvas and should not cover the board when the whole of it is shown. Pixels. */
const CHROME = { side: 128, top: 40, bottom: 88 };

/** Shows the whole board, clear of the tools at the bottom. */
export function zoomToWhole(editor: Editor, bounds: Box, immediate = false): void {
  const { w, h } = editor.getViewportScreenBounds();
  const room = { w: w - 2 * CHROME.side, h: h - CHROME.top - CHROME.bottom };
  const z = Math.max(0.03, Math.min(room.w / bounds.w, room.h / bounds.h, 1));
  const x = CHROME.side / z + (room.w / z - bounds.w) / 2 - bounds.x;
  const y = CHROME.top / z + (room.h / z - bounds.h) / 2 - bounds.y;
  editor.setCamera({ x, y, z }, immediate ? { immediate: true } : move());
}
