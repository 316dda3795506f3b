import type * as Y from 'yjs';
import type { Board } from '#board/board';
import { readBoard } from '#board/reading/read-board';

export interface SharedReadingParts {
  /** The document with everything in it. */
  doc(): Y.Doc;
  /** Runs work that may end the process. */
  during<T>(work: () => T): T;
  /** Milliseconds that only grow. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
}

/** A reading that took less is repeated as often as it is asked for. */
const CHEAP_MS = 20;
/** Reading one board, over and over while it changes, takes at most a tenth of the time. */
const PAUSES = 9;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The board that a room's document reads as, for calls over HTTP. It is read once for all who ask until the document
 * changes; those who ask during the pause after an expensive reading wait for the next one together.
 */
export class SharedReading {
  readonly #parts: SharedReadingParts;
  #board: Board | null = null;
  #next: Promise<Board> | null = null;
  #nextAt = 0;

  constructor(parts: SharedReadingParts) {
    this.#parts = parts;
  }

  /** The board as it is now, or as it is after the pause. */
  async read(): Promise<Board> {
    this.#parts.doc(); // applies what waits, after which the reading may be out of date
    if (this.#board !== null) return this.#board;
    this.#next ??= this.#readNext().finally(() => {
      this.#next = null;
    });
    return this.#next;
  }

  /** Frees the memory of the reading. */
  forget(): void {
    this.#board = null;
  }

  async #readNext(): Promise<Board> {
    const pause = this.#nextAt - this.#parts.monotonic();
    if (pause > 0) await new Promise<void>((resolve) => this.#parts.later(resolve, pause));
    const doc = this.#parts.doc();
    const began = this.#parts.monotonic();
    const board = this.#parts.during(() => readBoard(doc));
    const ended = this.#parts.monotonic();
    const cost = ended - began;
    this.#nextAt = cost < CHEAP_MS ? 0 : ended + Math.min(LONGEST_PAUSE_MS, PAUSES * cost);
    this.#board = board;
    doc.once('afterTransaction', () => this.forget());
    return board;
  }
}
