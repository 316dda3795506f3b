import { type Atom, atom } from '@tldraw/tldraw';
import type { Board } from '#board/board';
import type { NoteId } from '#board/ids';
import { type BoardLayout, layoutBoard } from '#board/layout/board-layout';
import type { Dragged } from '#board/layout/measure';
import type { BoardSession } from '../sync/board-session.ts';
import { NoteHeights, noteFontLoaded } from './notes/note-height.ts';

/** The board and its picture at one moment. */
export interface Scene {
  readonly board: Board;
  readonly layout: BoardLayout;
}

/**
 * The board as the canvas sees it: read and laid out at most once a frame, however many changes arrive. Listeners are
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

  /** Says which notes are in the hand and where they would land; the others make room. */
  drag(dragged: Dragged | null): void {
    this.#dragged = dragged;
    this.schedule();
  }

  /**
   * The picture without what is in the hand and without the room made for it. Where a note would land is judged by this
   * one: judged by the picture with the room in it, the answer would move the notes that it depends on.
   */
  atRest(held: ReadonlySet<NoteId>): BoardLayout {
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
    // A tab in the background gets no frames; the timer keeps it from falling behind without end.
    const run = () => {
      cancelAnimationFrame(this.#frame);
      clearTimeout(timer);
      this.#frame = 0;
      this.refresh();
    };
    const timer = setTimeout(run, 500);
    this.#frame = requestAnimationFrame(run);
  }

  /** Lays the board out now, as before something just added is looked for. */
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
