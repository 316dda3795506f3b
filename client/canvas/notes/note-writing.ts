import { type Editor, react, type TLShapeId } from '@tldraw/tldraw';
import type { Board } from '#board/board';
import type { NoteId } from '#board/ids';
import { type DropTarget, dropTargetAt, placeOf } from '#board/layout/placement';
import { addNote, deleteNote } from '#board/note';
import { newId } from '../../api/new-id.ts';
import type { BoardSession } from '../../sync/board-session.ts';
import type { BoardModel } from '../board-model.ts';
import { isReadable } from '../overview.ts';
import { noteIdIn, noteIdOf, shapeIdOf } from './note-shape.ts';

/** Writing on the canvas: adds notes, opens and closes their editors, and deletes new notes that are left empty. */
export class NoteWriting {
  readonly #editor: Editor;
  readonly #session: BoardSession;
  readonly #model: BoardModel;
  readonly #stop: () => void;
  /** Notes added here that nobody has left yet. Leaving one that is still empty deletes it. */
  readonly #begun = new Set<NoteId>();

  constructor(editor: Editor, session: BoardSession, model: BoardModel) {
    this.#editor = editor;
    this.#session = session;
    this.#model = model;
    let open: TLShapeId | null = null;
    this.#stop = react('writing', () => {
      const now = editor.getEditingShapeId();
      if (open !== null && open !== now) this.#left(open);
      open = now;
    });
  }

  /** Adds a note at the target and opens its editor. */
  write(target: DropTarget, text = ''): NoteId {
    this.#session.undo.stop();
    const id = addNoteAt(this.#session, this.#model.scene.get().board, target, text);
    this.#begun.add(id);
    this.#model.refresh();
    this.edit(id);
    return id;
  }

  /** Adds a note last in the region of the selected note, or else where the middle of the screen is. */
  writeHere(): void {
    const selected = this.#editor.getOnlySelectedShape();
    const noteId = selected === null ? null : noteIdOf(selected);
    const note = noteId === null ? undefined : this.#model.scene.get().board.notes.get(noteId);
    if (note?.regionId != null) {
      this.write({ regionId: note.regionId, before: null });
      return;
    }
    const { x, y } = this.#editor.getViewportPageBounds().center;
    this.write(this.targetAt([x, y]));
  }

  /** Where a note written at a point of the page goes: last in the region there, or loose on the page. */
  targetAt(point: readonly [number, number]): DropTarget {
    const { board, layout } = this.#model.scene.get();
    const target = dropTargetAt(board, layout, point, [point[0] - 110, point[1] - 28], new Set());
    return target.regionId === null ? target : { ...target, before: null };
  }

  /** Opens a note's editor. */
  edit(id: NoteId): void {
    const shapeId = shapeIdOf(id);
    const shape = this.#editor.getShape(shapeId);
    if (shape === undefined) return;
    this.#editor.select(shapeId);
    this.#editor.setEditingShape(shapeId);
    this.#editor.setCurrentTool('select.editing_shape', { target: 'shape', shape });
    this.#bringIntoView(shapeId);
  }

  /** Closes the editor. The note stays selected. */
  stop(): void {
    this.#editor.setEditingShape(null);
    this.#editor.setCurrentTool('select.idle');
    this.#editor.focus();
  }

  /** Closes the editor and opens one on a new note right after this one. Adds none after a loose note. */
  writeNext(after: NoteId): void {
    const { board } = this.#model.scene.get();
    const note = board.notes.get(after);
    const row = note?.regionId == null ? [] : (board.regions.get(note.regionId)?.notes ?? []);
    const next = row[row.findIndex((one) => one.id === after) + 1];
    this.stop();
    if (note?.regionId != null) this.write({ regionId: note.regionId, before: next?.id ?? null });
  }

  /** Makes each line a note, last in the region of the note that is being written. */
  writeLines(noteId: NoteId, lines: readonly string[]): void {
    const regionId = this.#model.scene.get().board.notes.get(noteId)?.regionId ?? null;
    const author = this.#session.member.name;
    this.#session.undo.stop();
    this.#session.edit((doc) => {
      for (const text of lines) addNote(doc, { id: newId<NoteId>(), text, regionId, author, createdAt: Date.now() });
    });
  }

  /** The tab is closed or shows another page: a new note that is left empty then goes, too. */
  leavePage(): void {
    const open = this.#editor.getEditingShapeId();
    if (open !== null) this.#left(open);
  }

  /** Called when a note was deleted: leaving its editor then need not delete it. */
  forget(id: NoteId): void {
    this.#begun.delete(id);
  }

  destroy(): void {
    this.#stop();
  }

  #left(shapeId: TLShapeId): void {
    const id = noteIdIn(shapeId);
    const note = this.#session.reader.read().notes.get(id);
    if (note === undefined || !this.#begun.delete(id) || note.text.trim() !== '') return;
    this.#session.edit((doc) => deleteNote(doc, id, Date.now()));
  }

  #bringIntoView(id: TLShapeId): void {
    const bounds = this.#editor.getShapePageBounds(id);
    if (bounds === undefined) return;
    const seen = this.#editor.getViewportPageBounds();
    const readable = isReadable(this.#editor);
    if (readable && seen.contains(bounds)) return;
    if (readable) this.#editor.centerOnPoint(bounds.center, { animation: { duration: 150 } });
    else this.#editor.zoomToBounds(bounds, { targetZoom: 1, animation: { duration: 200 } });
  }
}

/** Adds a note of this member's at a target. Returns its id. */
export function addNoteAt(session: BoardSession, board: Board, target: DropTarget, text: string): NoteId {
  const id = newId<NoteId>();
  const place = placeOf(board, target, id);
  const at = 'pos' in place ? { regionId: null, pos: place.pos } : { regionId: place.regionId };
  const note = { id, text, author: session.member.name, createdAt: Date.now(), order: place.order, ...at };
  session.edit((doc) => addNote(doc, note));
  return id;
}
