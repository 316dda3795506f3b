import {
  type Editor,
  getIndicesBetween,
  type IndexKey,
  type TLShape,
  type TLShapeId,
  type TLStore,
} from '@tldraw/tldraw';
import type { Box } from '#board/layout/measure';
import type { Note } from '#board/note';
import type { BoardModel, Scene } from '../board-model.ts';
import { mergeFromBoard } from '../merge.ts';
import { type NoteShape, noteIdIn, shapeIdOf } from './note-shape.ts';

/** Notes are below all drawings: tldraw gives drawings index keys from `a1` up. */
const ABOVE_NOTES = 'a0' as IndexKey;

/**
 * Keeps one shape in tldraw's store for each note of the board. One direction only: note-gestures.ts turns what the
 * user does to these shapes into edits of the board, and the result comes back here. All changes of a frame are one
 * store transaction.
 */
export class NoteSync {
  readonly #store: TLStore;
  readonly #model: BoardModel;
  readonly #shown = new Map<TLShapeId, { note: Note; box: Box }>();
  readonly #indices = new Map<TLShapeId, IndexKey>();
  #last: IndexKey | null = null;

  constructor(store: TLStore, model: BoardModel) {
    this.#store = store;
    this.#model = model;
    this.apply(model.scene.get());
  }

  apply({ board, layout }: Scene): void {
    const held = this.#model.dragged?.ids;
    const fresh: TLShapeId[] = [];
    const changed: { id: TLShapeId; note: Note; box: Box }[] = [];
    for (const note of board.notes.values()) {
      const id = shapeIdOf(note.id);
      const shown = this.#shown.get(id);
      // A held note follows the pointer; only its text is updated.
      const box = held?.has(note.id) === true ? shown?.box : layout.notes.get(note.id);
      if (box === undefined) continue;
      if (shown?.note === note && shown.box === box && !this.#strayed.has(id)) continue;
      if (!this.#indices.has(id)) fresh.push(id);
      changed.push({ id, note, box });
      this.#shown.set(id, { note, box });
    }
    this.#giveIndices(fresh);
    const gone = [...this.#shown.keys()].filter((id) => !board.notes.has(noteIdIn(id)));
    if (changed.length === 0 && gone.length === 0) return;
    mergeFromBoard(this.#store, () => {
      if (gone.length > 0) this.#store.remove(gone.filter((id) => this.#store.has(id)));
      this.#store.put(changed.map(({ id, note, box }) => this.#shape(id, note, box, held?.has(note.id) === true)));
    });
    for (const id of gone) this.#shown.delete(id);
    this.#strayed.clear();
  }

  /** Marks shapes that the user moved, so that they are put back where the layout has them. */
  stray(ids: Iterable<TLShapeId>): void {
    for (const id of ids) this.#strayed.add(id);
  }

  readonly #strayed = new Set<TLShapeId>();

  #shape(id: TLShapeId, note: Note, box: Box, isHeld: boolean): NoteShape {
    const held = this.#store.get(id) as TLShape | undefined;
    const { text, author, kind, colour } = note;
    return {
      id,
      typeName: 'shape',
      type: 'board-note',
      parentId: 'page:page' as NoteShape['parentId'],
      index: this.#indices.get(id) ?? ABOVE_NOTES,
      x: isHeld && held !== undefined ? held.x : box.x,
      y: isHeld && held !== undefined ? held.y : box.y,
      rotation: 0,
      opacity: 1,
      isLocked: false,
      props: { w: box.w, h: box.h, text, author, kind, colour },
      meta: {},
    };
  }

  #giveIndices(ids: readonly TLShapeId[]): void {
    if (ids.length === 0) return;
    const keys = getIndicesBetween(this.#last, ABOVE_NOTES, ids.length);
    for (const [i, id] of ids.entries()) this.#indices.set(id, keys[i] ?? ABOVE_NOTES);
    this.#last = keys.at(-1) ?? this.#last;
  }
}

/** Keeps notes out of view out of the DOM, and when zoomed out nearly all of them: far-notes.tsx paints those. */
export function showOnlyWhatIsSeen(editor: Editor, isFar: () => boolean): void {
  const all = editor.getRenderingShapes.bind(editor);
  editor.getRenderingShapes = () => {
    const shapes = all();
    const far = isFar();
    const culled = editor.getCulledShapes();
    const selected = far ? new Set(editor.getSelectedShapeIds()) : null;
    const editing = editor.getEditingShapeId();
    return shapes.filter(({ id, shape }) => {
      if (shape.type !== 'board-note' || id === editing) return true;
      return far ? selected?.has(id) === true && selected.size < 50 : !culled.has(id);
    });
  };
}
