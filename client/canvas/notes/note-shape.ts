import { createShapeId, type TLBaseShape, type TLShape, type TLShapeId } from '@tldraw/tldraw';
import type { NoteId } from '#board/ids';
import type { Colour, NoteKind } from '#board/note-kind';

/**
 * A note on the canvas. The shape is derived: position and size from the layout, everything else from the document.
 * note-gestures.ts turns what the user does to it into edits of the board.
 */
export type NoteShape = TLBaseShape<
  'board-note',
  { w: number; h: number; text: string; author: string; kind: NoteKind; colour: Colour }
>;

/** The id of the shape that shows a note. */
export function shapeIdOf(noteId: NoteId): TLShapeId {
  return createShapeId(noteId);
}

/** The id of the note that a shape shows, if the shape is a note's at all. */
export function noteIdIn(shapeId: TLShapeId): NoteId {
  return shapeId.slice('shape:'.length) as NoteId;
}

/** The note that a shape shows; null for a drawing. */
export function noteIdOf(shape: Pick<TLShape, 'id' | 'type'>): NoteId | null {
  return shape.type === 'board-note' ? noteIdIn(shape.id) : null;
}
