import type { Editor, TLShape, TLShapeId } from '@tldraw/tldraw';
import type { NoteId } from '#board/ids';
import { type DropTarget, dropTargetAt, placeOf } from '#board/layout/placement';
import { moveNote } from '#board/note';
import type { BoardSession } from '../../sync/board-session.ts';
import type { BoardModel } from '../board-model.ts';
import { type NoteShape, noteIdIn, noteIdOf } from './note-shape.ts';
import type { NoteSync } from './note-sync.ts';

/** Where each held shape was picked up. */
type HeldShapes = ReadonlyMap<TLShapeId, { readonly x: number; readonly y: number }>;

/** A drag of notes. Nothing is written to the board while they are held; the drop moves them. */
export class NoteDrag {
  readonly #editor: Editor;
  readonly #session: BoardSession;
  readonly #model: BoardModel;
  readonly #sync: NoteSync;
  #held: HeldShapes | null = null;

  constructor(editor: Editor, session: BoardSession, model: BoardModel, sync: NoteSync) {
    this.#editor = editor;
    this.#session = session;
    this.#model = model;
    this.#sync = sync;
  }

  get isHolding(): boolean {
    return this.#held !== null;
  }

  /** Picks up the selected notes. */
  begin(): void {
    const notes = this.#editor.getSelectedShapes().filter((shape) => noteIdOf(shape) !== null);
    this.#held = new Map(notes.map((shape) => [shape.id, { x: shape.x, y: shape.y }]));
    this.#session.undo.stop();
    // Held notes follow the pointer at once; only the notes that make room glide (canvas.css).
    this.#editor.getContainer().dataset.holding = 'true';
  }

  /** A shape was moved: shows where it would land or, when no note is held, puts it back where the layout has it. */
  moved(shape: TLShape): void {
    if (this.#held === null || this.#held.size === 0) {
      this.#sync.stray([shape.id]);
      this.#model.schedule();
      return;
    }
    const target = this.targetOf(shape);
    const height = (shape as NoteShape).props.h;
    const ids = this.#notesIn(this.#held.keys());
    this.#model.drag({ ids, target: target.regionId === null ? null : { ...target, height } });
  }

  /** Ends the holding. Returns what was held, for {@link drop}. */
  release(): HeldShapes {
    const held = this.#held ?? new Map();
    this.#held = null;
    delete this.#editor.getContainer().dataset.holding;
    return held;
  }

  /** Moves the notes whose shapes were moved while they were held. */
  drop(held: HeldShapes): void {
    const moved = [...held].flatMap(([id, from]) => {
      const shape = this.#editor.getShape(id);
      if (shape === undefined || !this.#isNote(id) || (shape.x === from.x && shape.y === from.y)) return [];
      return [{ noteId: noteIdIn(id), shape }];
    });
    if (moved.length > 0) {
      // All targets are found before the first note moves: moving it changes the rows that they are found in.
      const targets = moved.map(({ noteId, shape }) => ({ noteId, target: this.targetOf(shape) }));
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

  /** Where a shape would land if it were dropped now. */
  targetOf(shape: TLShape): DropTarget {
    const { board } = this.#model.scene.get();
    const { w, h } = (shape as NoteShape).props;
    const middle = [shape.x + w / 2, shape.y + Math.min(h / 2, 60)] as const;
    const held = this.#notesIn(this.#held?.keys() ?? [shape.id]);
    return dropTargetAt(board, this.#model.layoutWithout(held), middle, [shape.x, shape.y], held);
  }

  #notesIn(shapeIds: Iterable<TLShapeId>): Set<NoteId> {
    return new Set([...shapeIds].filter((id) => this.#isNote(id)).map(noteIdIn));
  }

  #isNote(id: TLShapeId): boolean {
    return this.#session.reader.read().notes.has(noteIdIn(id));
  }
}
