import { atom, type Editor, type TLShape, type TLShapeId, type TLStore } from '@tldraw/tldraw';
import { vi } from 'vitest';
import { regionIdOf } from '#board/ids';
import { BoardModel } from '../../../client/canvas/board-model.ts';
import { type NoteShape, shapeIdOf } from '../../../client/canvas/notes/note-shape.ts';
import { NoteSync } from '../../../client/canvas/notes/note-sync.ts';
import { ALT_1, ALT_2, noteId, RISK } from '../../board/helpers.ts';
import { stubBrowser } from '../browser-stub.ts';
import { addNotes, openBoard, textsIn } from '../open-board.ts';

export const REGION = regionIdOf(RISK, ALT_1);
export const OTHER = regionIdOf(RISK, ALT_2);

/** {@link stubBrowser} for a whole test, in which timers come when the test says so. Returns how to undo it. */
export function stubBrowserAndTimers() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return stubBrowser();
}

export function unstub(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

/** tldraw's store, as far as shapes are put in and taken out. */
class Shapes {
  readonly held = new Map<TLShapeId, NoteShape>();
  writes = 0;
  readonly has = (id: TLShapeId) => this.held.has(id);
  readonly get = (id: TLShapeId) => this.held.get(id);
  readonly put = (shapes: readonly NoteShape[]) => {
    for (const shape of shapes) this.held.set(shape.id, shape);
  };
  readonly remove = (ids: readonly TLShapeId[]) => {
    for (const id of ids) this.held.delete(id);
  };
  readonly mergeRemoteChanges = (change: () => void) => {
    this.writes += 1;
    change();
  };
}

/** The canvas over the small board, with notes a, b and c in one region. */
export function openCanvas() {
  const session = openBoard();
  addNotes(session, REGION, 'a', 'b', 'c');
  const model = new BoardModel(session);
  const shapes = new Shapes();
  const sync = new NoteSync(shapes as unknown as TLStore, model);
  model.subscribe((scene) => sync.apply(scene));
  model.start();
  const editing = atom<TLShapeId | null>('editing', null);
  const container = {
    dataset: {} as Record<string, string | undefined>,
    ownerDocument: { addEventListener: vi.fn(), removeEventListener: vi.fn() },
  };
  let selected: TLShapeId[] = [];
  let zoom = 1;
  const seen = { contains: () => true };
  const moves = { centerOnPoint: vi.fn(), zoomToBounds: vi.fn() };
  const editor = {
    ...moves,
    getSelectedShapes: () => selected.flatMap((id) => shapes.get(id) ?? []),
    getContainer: () => container,
    getShape: shapes.get,
    getEditingShapeId: () => editing.get(),
    getEditingShape: () => shapes.get(editing.get() ?? ('' as TLShapeId)),
    setEditingShape: (id: TLShapeId | null) => editing.set(id),
    setCurrentTool: vi.fn(),
    focus: vi.fn(),
    select: (...ids: TLShapeId[]) => (selected = ids),
    getShapePageBounds: (id: TLShapeId) => (shapes.has(id) ? { center: id } : undefined),
    getViewportPageBounds: () => seen,
    getZoomLevel: () => zoom,
  } as unknown as Editor;
  const shapeOf = (id: string) => shapes.get(shapeIdOf(noteId(id))) as NoteShape;
  return {
    session,
    model,
    shapes,
    sync,
    editor,
    editing,
    container,
    shapeOf,
    moves,
    seen,
    zoomTo: (next: number) => (zoom = next),
    select: (...ids: readonly string[]) => (selected = ids.map((id) => shapeIdOf(noteId(id)))),
    /** Moves a note's shape as the user does. */
    drag: (id: string, x: number, y: number) => {
      const shape = { ...shapeOf(id), x, y } as NoteShape;
      shapes.put([shape]);
      return shape as unknown as TLShape;
    },
    texts: () => textsIn(session, REGION),
  }; // prettier-ignore
}
