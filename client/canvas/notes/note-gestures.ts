import { type Editor, react, type TLShape, type TLShapeId } from '@tldraw/tldraw';
import { deleteNote } from '#board/note';
import type { BoardSession } from '../../sync/board-session.ts';
import type { BoardModel } from '../board-model.ts';
import { DRAWN } from '../drawing-sync.ts';
import { mergeFromBoard } from '../merge.ts';
import { NoteDrag } from './note-drag.ts';
import { type NoteShape, noteIdOf } from './note-shape.ts';
import type { NoteSync } from './note-sync.ts';
import { addNoteAt, type NoteWriting } from './note-writing.ts';

/** Turns what the user does to note shapes into edits of the board: dragging, deleting, pasting, duplicating. */
export class NoteGestures {
  readonly #editor: Editor;
  readonly #session: BoardSession;
  readonly #model: BoardModel;
  readonly #writing: NoteWriting;
  readonly #drag: NoteDrag;
  readonly #stops: (() => void)[] = [];
  /** Shapes that tldraw made from notes (pasted, duplicated). They are replaced by notes of the board. */
  readonly #copies = new Set<TLShapeId>();
  /** Shapes that no board can hold, such as a frame in what was pasted. They would be shown and never be saved. */
  readonly #foreign = new Set<TLShapeId>();

  constructor(editor: Editor, session: BoardSession, model: BoardModel, sync: NoteSync, writing: NoteWriting) {
    this.#editor = editor;
    this.#session = session;
    this.#model = model;
    this.#writing = writing;
    this.#drag = new NoteDrag(editor, session, model, sync);
    const { sideEffects } = editor;
    this.#stops.push(
      // The user may move a note shape and change nothing else of it: the rest is derived from the board.
      sideEffects.registerBeforeChangeHandler('shape', (before, after, source) =>
        source === 'user' && after.type === 'board-note' ? { ...before, x: after.x, y: after.y } : after,
      ),
      sideEffects.registerAfterChangeHandler('shape', (_before, after, source) => {
        if (source === 'user' && after.type === 'board-note') this.#drag.moved(after);
      }),
      sideEffects.registerAfterCreateHandler('shape', (shape, source) => {
        if (source !== 'user') return;
        if (shape.type === 'board-note') this.#copies.add(shape.id);
        else if (!DRAWN.has(shape.type)) this.#foreign.add(shape.id);
      }),
      sideEffects.registerAfterDeleteHandler('shape', (shape, source) => {
        if (source === 'user') this.#deleted(shape);
      }),
      sideEffects.registerOperationCompleteHandler(() => {
        // This runs inside tldraw's operation, where its store refuses to merge what comes from the board.
        if (this.#copies.size > 0) queueMicrotask(() => this.#addCopiesUnlessDragged());
        if (this.#foreign.size > 0) queueMicrotask(() => this.#removeForeign());
      }),
      react('dragging', () => {
        const isDragging = editor.isIn('select.translating');
        if (isDragging && !this.#drag.isHolding) this.#drag.begin();
        if (!isDragging && this.#drag.isHolding) this.#drop();
      }),
    );
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
  }

  #removeForeign(): void {
    const ids = [...this.#foreign].filter((id) => this.#editor.getShape(id) !== undefined);
    this.#foreign.clear();
    if (!this.#editor.isDisposed && ids.length > 0)
      mergeFromBoard(this.#editor.store, () => this.#editor.store.remove(ids));
  }

  #drop(): void {
    const held = this.#drag.release();
    // Copies first: where they land is found among the notes as they were before the drop.
    this.#addCopies();
    this.#drag.drop(held);
  }

  #addCopiesUnlessDragged(): void {
    if (!this.#editor.isDisposed && !this.#editor.isIn('select.translating')) this.#addCopies();
  }

  /** Adds a note for each shape that tldraw copied, and removes the shape. */
  #addCopies(): void {
    if (this.#copies.size === 0) return;
    const shapes = [...this.#copies].flatMap((id) => this.#editor.getShape<NoteShape>(id) ?? []);
    this.#copies.clear();
    this.#session.undo.stop();
    for (const shape of shapes)
      addNoteAt(this.#session, this.#session.reader.read(), this.#drag.targetOf(shape), shape.props.text);
    const { store } = this.#editor;
    mergeFromBoard(store, () => store.remove(shapes.map((shape) => shape.id)));
    this.#model.schedule();
  }

  #deleted(shape: TLShape): void {
    this.#copies.delete(shape.id);
    const id = noteIdOf(shape);
    if (id === null || !this.#session.reader.read().notes.has(id)) return;
    this.#session.undo.stop();
    this.#session.edit((doc) => deleteNote(doc, id, Date.now()));
    this.#writing.forget(id);
  }
}
