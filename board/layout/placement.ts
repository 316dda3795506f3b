import type { Board } from '../board.ts';
import type { NoteId, RegionId } from '../ids.ts';
import type { Note, Place } from '../note.ts';
import { orderBetween } from '../order.ts';
import type { BoardLayout } from './board-layout.ts';
import type { Box } from './measure.ts';

/** Where a drop at a point would put a note: in a region before another note (or last), or free on the page. */
export type DropTarget =
  | { readonly regionId: RegionId; readonly before: NoteId | null }
  | { readonly regionId: null; readonly pos: readonly [number, number] };

/**
 * Finds where a dragged note would land, given its middle (`point`) and its upper left corner. In a region it lands
 * next to the note whose middle is nearest: before that note if the point is above its middle, otherwise after it. The
 * notes in `held` are being dragged and do not count.
 */
export function dropTargetAt(
  board: Board,
  layout: BoardLayout,
  point: readonly [number, number],
  corner: readonly [number, number],
  held: ReadonlySet<NoteId>,
): DropTarget {
  for (const [regionId, box] of layout.regions) {
    if (!contains(box, point)) continue;
    const notes = (board.regions.get(regionId)?.notes ?? []).filter((note) => !held.has(note.id));
    return { regionId, before: noteBelow(layout, notes, point) };
  }
  return { regionId: null, pos: [Math.round(corner[0]), Math.round(corner[1])] };
}

/** The place to store for a drop target. */
export function placeOf(board: Board, target: DropTarget, id: NoteId): Place {
  if (target.regionId === null) return { pos: target.pos, order: orderBetween(null, null, id) };
  const notes = (board.regions.get(target.regionId)?.notes ?? []).filter((note) => note.id !== id);
  const index = target.before === null ? notes.length : notes.findIndex((note) => note.id === target.before);
  const at = index === -1 ? notes.length : index;
  return {
    regionId: target.regionId,
    order: orderBetween(notes[at - 1]?.order ?? null, notes[at]?.order ?? null, id),
  };
}

function noteBelow(layout: BoardLayout, notes: readonly Note[], [x, y]: readonly [number, number]): NoteId | null {
  let best: { id: NoteId; distance: number } | null = null;
  let after: NoteId | null = null;
  for (const [i, note] of notes.entries()) {
    const box = layout.notes.get(note.id);
    if (box === undefined) continue;
    const distance = Math.hypot(box.x + box.w / 2 - x, box.y + box.h / 2 - y);
    if (best !== null && distance >= best.distance) continue;
    best = { id: note.id, distance };
    after = y < box.y + box.h / 2 ? note.id : (notes[i + 1]?.id ?? null);
  }
  return after;
}

function contains(box: Box, [x, y]: readonly [number, number]): boolean {
  return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}
