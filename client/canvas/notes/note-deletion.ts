import type { Editor, TLShape, TLShapeId } from '@tldraw/tldraw';
import type { NoteId } from '#board/ids';
import { deleteNote, restoreNote } from '#board/note';
import type { BoardSession } from '../../sync/board-session.ts';
import { noteIdIn, noteIdOf } from './note-shape.ts';

/** From so many notes on, or from two on if others wrote one of them, deleting asks first. */
const MANY = 10;

export interface DeletionParts {
  /** The notes are deleted. `undo` brings them back. */
  deleted(count: number, undo: () => void): void;
  /** Asks whether so many notes may be deleted; calls `yes` if so. */
  ask(count: number, others: number, yes: () => void): void;
  forget(id: NoteId): void;
}

/**
 * Deletes selected notes as one step, whatever way tldraw came to it (key, cut, eraser): tells how many, offers to bring
 * them back, and asks before many go. The eraser takes drawings only.
 */
export function handleDeletion(editor: Editor, session: BoardSession, parts: DeletionParts): void {
  const idsOf = (shapes: readonly (TLShape | TLShapeId)[]) =>
    shapes.map((shape) => (typeof shape === 'string' ? shape : shape.id));
  const isNote = (id: TLShapeId) => {
    const shape = editor.getShape(id);
    return shape !== undefined && noteIdOf(shape) !== null && session.reader.read().notes.has(noteIdIn(id));
  };

  const remove = (ids: readonly NoteId[]) => {
    session.undo.stop();
    session.edit((doc) => {
      for (const id of ids) deleteNote(doc, id, Date.now());
    });
    session.undo.stop();
    for (const id of ids) parts.forget(id);
    parts.deleted(ids.length, () => {
      session.undo.stop();
      session.edit((doc) => {
        for (const id of ids) restoreNote(doc, id);
      });
    });
  };

  const removeShapes = editor.deleteShapes.bind(editor) as (ids: TLShapeId[]) => Editor;
  editor.deleteShapes = (shapes: readonly (TLShape | TLShapeId)[]) => {
    if (editor.getIsReadonly()) return editor;
    const ids = idsOf(shapes);
    const notes = ids.filter(isNote).map(noteIdIn);
    const drawings = ids.filter((id) => !isNote(id));
    if (drawings.length > 0) removeShapes(drawings);
    if (notes.length === 0) return editor;
    const { notes: known } = session.reader.read();
    const others = notes.filter((id) => ![session.member.name, '', undefined].includes(known.get(id)?.author)).length;
    if (notes.length < MANY && (notes.length === 1 || others === 0)) remove(notes);
    else parts.ask(notes.length, others, () => remove(notes));
    return editor;
  };

  const setErasing = editor.setErasingShapes.bind(editor) as (ids: TLShapeId[]) => Editor;
  editor.setErasingShapes = (shapes: readonly (TLShape | TLShapeId)[]) =>
    setErasing(idsOf(shapes).filter((id) => !isNote(id)));
}
