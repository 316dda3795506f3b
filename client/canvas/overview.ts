import type { Editor, StateNode, TLClickEventInfo } from '@tldraw/tldraw';
import type { Box } from '#board/layout/measure';
import { noteIdOf } from './notes/note-shape.ts';
import { zoomTo } from './zoom.ts';

/** From this zoom on the letters of a note can be read. */
export const READABLE = 0.55;

export function isReadable(editor: Editor): boolean {
  return editor.getZoomLevel() >= READABLE;
}

type Info = Record<string, unknown>;
interface Pointing extends StateNode {
  startTranslating(info: Info): void;
}
interface Idle extends StateNode {
  onDoubleClick(info: TLClickEventInfo): void;
}

/**
 * Keeps notes whose letters cannot be read from being moved or opened by accident: a drag then draws a selection, and a
 * double click on a note zooms to its region. `regionAt`: the region at a point of the page, or null.
 */
export function guardOverview(editor: Editor, regionAt: (x: number, y: number) => Box | null): void {
  const holdsNotes = () => editor.getSelectedShapes().some((shape) => noteIdOf(shape) !== null);
  for (const path of ['select.pointing_shape', 'select.pointing_selection']) {
    const state = editor.getStateDescendant(path) as unknown as Pointing;
    const translate = state.startTranslating.bind(state);
    state.startTranslating = (info) => {
      if (isReadable(editor) || !holdsNotes()) translate(info);
      else state.parent.transition('brushing', info);
    };
  }
  const idle = editor.getStateDescendant('select.idle') as unknown as Idle;
  const openShape = idle.onDoubleClick.bind(idle);
  idle.onDoubleClick = (info) => {
    const { x, y } = editor.inputs.currentPagePoint;
    const region = isReadable(editor) || info.phase !== 'up' ? null : regionAt(x, y);
    if (region === null) openShape(info);
    else zoomTo(editor, region);
  };
}
