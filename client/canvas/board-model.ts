import { type Atom, atom } from '@tldraw/tldraw';
import type { Board } from '#board/board';
import type { NoteId } from '#board/ids';
import { type BoardLayout, layoutBoard } from '#board/layout/board-layout';
import type { Dragged } from '#board/layout/measure';
import type { BoardSession } from '../sync/board-session.ts';
import { NoteHeights, noteFontLoaded } from './notes/note-height.ts';

/** The board and its layout at one moment. */
export interface Scene {
  readonly board: Board;
  readonly layout: BoardLayout;
}

/**
 * The board as the canvas sees it: read and laid out at most once per frame, however many changes arrive. Listeners are
 * called with the new scene; React reads it through the signal.
 */
export class BoardModel {
  readonly scene: Atom<Scene>;
  readonly heights = new NoteHeights();
  readonly #session: BoardSession;
  readonly #listeners = new Set<(scene: Scene) => void>();
  #dragged: Dragged | null = null;
  #frame = 0;

  constructor(session: BoardSession) {
    this.#session = session;
    const board = session.reader.read();
    this.scene = atom('board scene', { board, layout: layoutBoard(board, this.heights.of) });
    void noteFontLoaded().then(() => {
      this.heights.forget();
      this.schedule();
    });
  }

  /** Follows the board until the returned function is called. */
  start(): () => void {
    const stop = this.#session.reader.subscribe(() => this.schedule());
    this.refresh();
    return () => {
      stop();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#listeners.clear();
    };
  }

  get dragged(): Dragged | null {
    return this.#dragged;
  }

  /** Sets which notes are held and where they would land; the other notes make room for them. */
  drag(dragged: Dragged | null): void {
    this.#dragged = dragged;
    this.schedule();
  }

  /**
   * The layout without the held notes and without room made for them. Drop targets are found in this layout: in one
   * with room, the target would move the notes that decide the target.
   */
  layoutWithout(held: ReadonlySet<NoteId>): BoardLayout {
    const board = this.#session.reader.read();
    const key = [...held].join();
    if (this.#rest === null || this.#rest.board !== board || this.#rest.key !== key) {
      const layout = layoutBoard(board, this.heights.of, null, { ids: held, target: null });
      this.#rest = { board, key, layout };
    }
    return this.#rest.layout;
  }

  #rest: { readonly board: Board; readonly key: string; readonly layout: BoardLayout } | null = null;

  /** Lays the board out again in the next frame. */
  schedule(): void {
    if (this.#frame !== 0) return;
    // A tab in the background gets no frames; without the timer its changes would pile up.
    const run = () => {
      cancelAnimationFrame(this.#frame);
      clearTimeout(timer);
      this.#frame = 0;
      this.refresh();
    };
    const timer = setTimeout(run, 500);
    this.#frame = requestAnimationFrame(run);
  }

  /** Lays the board out now. Needed before using the shape of a note that was just added. */
  refresh(): void {
    const board = this.#session.reader.read();
    const before = this.scene.get();
    const scene = { board, layout: layoutBoard(board, this.heights.of, before.layout, this.#dragged) };
    this.scene.set(scene);
    for (const listener of this.#listeners) listener(scene);
  }

  subscribe(listener: (scene: Scene) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
