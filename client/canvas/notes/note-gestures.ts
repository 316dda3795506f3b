import { type Editor, react, type TLShape, type TLShapeId, type TLStore } from '@tldraw/tldraw';
import { idFromBytes, type NoteId } from '#board/ids';
import { type DropTarget, dropTargetAt, placeOf } from '#board/layout/placement';
import { addNote, deleteNote, moveNote } from '#board/note';
import type { BoardSession } from '../../sync/board-session.ts';
import { type BoardModel, noteIdOf } from '../board-model.ts';
import { type NoteShape, shapeIdOf } from './note-shape.ts';
import type { NoteSync } from './note-sync.ts';

/**
 * Turns what is done to notes on the canvas into edits of the board: writing, dragging, deleting, copying. A note's
 * place is never written while it is in the hand; one drop is one edit.
 */
export class NoteGestures {
  readonly #editor: Editor;
  readonly #store: TLStore;
  readonly #session: BoardSession;
  readonly #model: BoardModel;
  readonly #sync: NoteSync;
  readonly #stops: (() => void)[] = [];
  /** Notes made here that are still empty; leaving one without a word takes it away again. */
  readonly #begun = new Set<NoteId>();
  #held: Map<TLShapeId, { x: number; y: number }> | null = null;
  /** Shapes that tldraw made from notes (pasted, duplicated); they become notes of the board. */
  readonly #copies = new Set<TLShapeId>();

  constructor(editor: Editor, session: BoardSession, model: BoardModel, sync: NoteSync) {
    this.#editor = editor;
    this.#store = editor.store;
    this.#session = session;
    this.#model = model;
    this.#sync = sync;
    const { sideEffects } = editor;
    this.#stops.push(
      sideEffects.registerBeforeChangeHandler('shape', (before, after, source) =>
        source === 'user' && after.type === 'board-note' ? { ...before, x: after.x, y: after.y } : after,
      ),
      sideEffects.registerAfterChangeHandler('shape', (_before, after, source) => {
        if (source === 'user' && after.type === 'board-note') this.#moved(after);
      }),
      sideEffects.registerAfterCreateHandler('shape', (shape, source) => {
        if (source === 'user' && shape.type === 'board-note') this.#copies.add(shape.id);
      }),
      sideEffects.registerAfterDeleteHandler('shape', (shape, source) => {
        if (source === 'user') this.#deleted(shape);
      }),
      sideEffects.registerOperationCompleteHandler(() => {
        if (!editor.isIn('select.translating')) this.#settle();
      }),
      react('dragging', () => {
        if (editor.isIn('select.translating')) this.#take();
        else this.#drop();
      }),
    );
    let writing: TLShapeId | null = null;
    this.#stops.push(
      react('writing', () => {
        const now = editor.getEditingShapeId();
        if (writing !== null && writing !== now) this.#left(writing);
        writing = now;
      }),
    );
  }

  /** Adds a note where the target says and puts the caret in it. */
  write(target: DropTarget, text = ''): NoteId {
    const id = idFromBytes<NoteId>(crypto.getRandomValues(new Uint8Array(17)));
    const { board } = this.#model.scene.get();
    const place = placeOf(board, target, id);
    const at = 'pos' in place ? { regionId: null, pos: place.pos } : { regionId: place.regionId };
    const note = { id, text, author: this.#session.member.name, createdAt: Date.now(), order: place.order, ...at };
    this.#session.undo.stop();
    this.#session.edit((doc) => addNote(doc, note));
    this.#begun.add(id);
    this.#model.refresh();
    this.edit(id);
    return id;
  }

  /** Where a note written at a point of the page would go: into the region there, or free. */
  targetAt(point: readonly [number, number]): DropTarget {
    const { board, layout } = this.#model.scene.get();
    const target = dropTargetAt(board, layout, point, [point[0] - 110, point[1] - 28], new Set());
    return target.regionId === null ? target : { ...target, before: null };
  }

  /** Puts the caret in a note. */
  edit(id: NoteId): void {
    const shapeId = shapeIdOf(id);
    const shape = this.#editor.getShape(shapeId);
    if (shape === undefined) return;
    this.#editor.select(shapeId);
    this.#editor.setEditingShape(shapeId);
    this.#editor.setCurrentTool('select.editing_shape', { target: 'shape', shape });
    this.#bringIntoView(shapeId);
  }

  /** Ends the writing; the note stays selected. */
  stopWriting(): void {
    this.#editor.setEditingShape(null);
    this.#editor.setCurrentTool('select.idle');
    this.#editor.focus();
  }

  /** Goes on in a new note right after this one. */
  writeNext(after: NoteId): void {
    const { board } = this.#model.scene.get();
    const note = board.notes.get(after);
    const row = note?.regionId == null ? [] : (board.regions.get(note.regionId)?.notes ?? []);
    const next = row[row.findIndex((one) => one.id === after) + 1];
    this.stopWriting();
    if (note?.regionId != null) this.write({ regionId: note.regionId, before: next?.id ?? null });
  }

  /** Makes a note of each line, after the one that is being written. */
  writeMany(after: NoteId, lines: readonly string[]): void {
    const { board } = this.#model.scene.get();
    const regionId = board.notes.get(after)?.regionId ?? null;
    const author = this.#session.member.name;
    this.#session.undo.stop();
    this.#session.edit((doc) => {
      for (const text of lines) {
        const id = idFromBytes<NoteId>(crypto.getRandomValues(new Uint8Array(17)));
        addNote(doc, { id, text, regionId, author, createdAt: Date.now() });
      }
    });
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
  }

  #take(): void {
    if (this.#held !== null) return;
    const notes = this.#editor.getSelectedShapes().filter((shape) => noteIdOf(shape) !== null);
    this.#held = new Map(notes.map((shape) => [shape.id, { x: shape.x, y: shape.y }]));
    this.#session.undo.stop();
    // What is in the hand follows the pointer at once; only what makes room glides (canvas.css).
    this.#editor.getContainer().dataset.holding = 'true';
  }

  #moved(shape: TLShape): void {
    if (this.#held === null || this.#held.size === 0) {
      this.#sync.stray([shape.id]);
      this.#model.schedule();
      return;
    }
    const target = this.#target(shape);
    const ids = new Set([...this.#held.keys()].flatMap((id) => this.#noteOf(id) ?? []));
    const height = (shape as NoteShape).props.h;
    this.#model.drag({ ids, target: target.regionId === null ? null : { ...target, height } });
  }

  #drop(): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    delete this.#editor.getContainer().dataset.holding;
    this.#settle();
    const moved = [...held].flatMap(([id, from]) => {
      const shape = this.#editor.getShape(id);
      const noteId = this.#noteOf(id);
      if (shape === undefined || noteId === null || (shape.x === from.x && shape.y === from.y)) return [];
      return [{ noteId, shape }];
    });
    if (moved.length > 0) {
      const targets = moved.map(({ noteId, shape }) => ({ noteId, target: this.#target(shape) }));
      for (const { noteId, target } of targets) {
        const place = placeOf(this.#session.reader.read(), target, noteId);
        this.#session.edit((doc) => moveNote(doc, noteId, place));
      }
      this.#session.undo.stop();
    }
    this.#sync.stray(held.keys());
    this.#model.drag(null);
    this.#model.refresh();
  }

  #target(shape: TLShape): DropTarget {
    const { board } = this.#model.scene.get();
    const { w, h } = (shape as NoteShape).props;
    const middle = [shape.x + w / 2, shape.y + Math.min(h / 2, 60)] as const;
    const held = new Set([...(this.#held?.keys() ?? [shape.id])].flatMap((id) => this.#noteOf(id) ?? []));
    return dropTargetAt(board, this.#model.atRest(held), middle, [shape.x, shape.y], held);
  }

  /** Shapes that tldraw made from notes become notes of the board, with ids of their own. */
  #settle(): void {
    if (this.#copies.size === 0) return;
    const shapes = [...this.#copies].flatMap((id) => this.#editor.getShape<NoteShape>(id) ?? []);
    this.#copies.clear();
    const author = this.#session.member.name;
    this.#session.undo.stop();
    for (const shape of shapes) {
      const id = idFromBytes<NoteId>(crypto.getRandomValues(new Uint8Array(17)));
      const place = placeOf(this.#session.reader.read(), this.#target(shape), id);
      const at = 'pos' in place ? { regionId: null, pos: place.pos } : { regionId: place.regionId };
      const { text } = shape.props;
      this.#session.edit((doc) => addNote(doc, { id, text, author, createdAt: Date.now(), order: place.order, ...at }));
    }
    this.#store.mergeRemoteChanges(() => this.#store.remove(shapes.map((shape) => shape.id)));
    this.#model.schedule();
  }

  #deleted(shape: TLShape): void {
    this.#copies.delete(shape.id);
    const id = this.#noteOf(shape.id);
    if (noteIdOf(shape) === null || id === null) return;
    this.#session.undo.stop();
    this.#session.edit((doc) => deleteNote(doc, id, Date.now()));
    this.#begun.delete(id);
  }

  #left(shapeId: TLShapeId): void {
    const id = this.#noteOf(shapeId);
    if (id === null || !this.#begun.delete(id)) return;
    if (this.#session.reader.read().notes.get(id)?.text.trim() !== '') return;
    this.#session.edit((doc) => deleteNote(doc, id, Date.now()));
  }

  #noteOf(id: TLShapeId): NoteId | null {
    const noteId = id.slice('shape:'.length) as NoteId;
    return this.#session.reader.read().notes.has(noteId) ? noteId : null;
  }

  #bringIntoView(id: TLShapeId): void {
    const bounds = this.#editor.getShapePageBounds(id);
    if (bounds === undefined) return;
    const seen = this.#editor.getViewportPageBounds();
    const readable = this.#editor.getZoomLevel() >= 0.55;
    if (readable && seen.contains(bounds)) return;
    if (readable) this.#editor.centerOnPoint(bounds.center, { animation: { duration: 150 } });
    else this.#editor.zoomToBounds(bounds, { targetZoom: 1, animation: { duration: 200 } });
  }
}
