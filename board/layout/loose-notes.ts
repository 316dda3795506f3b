import type { Board } from '../board.ts';
import type { LayoutDraft } from './layout-draft.ts';
import { type Box, MEASURE } from './measure.ts';

/**
 * Puts the loose notes into the draft: those with a point lie there, the others in rows below the board, from `top`
 * down. Returns the box of those rows (the tray), or null if there are none.
 */
export function layoutLoose(draft: LayoutDraft, board: Board, top: number): Box | null {
  const { noteWidth: w, gap, looseColumns, sectionHeading } = MEASURE;
  let x = 0;
  let y = top + sectionHeading;
  let tallest = 0;
  let hasTray = false;
  for (const note of board.loose) {
    const h = draft.heightOf(note);
    if (draft.dragged?.ids.has(note.id) === true) continue;
    if (note.pos !== null) {
      draft.notes.set(note.id, { x: note.pos[0], y: note.pos[1], w, h });
      continue;
    }
    hasTray = true;
    if (x >= looseColumns * (w + gap)) {
      x = 0;
      y += tallest + gap;
      tallest = 0;
    }
    draft.notes.set(note.id, { x, y, w, h });
    x += w + gap;
    tallest = Math.max(tallest, h);
  }
  return hasTray ? { x: 0, y: top, w: looseColumns * (w + gap), h: y + tallest - top } : null;
}
