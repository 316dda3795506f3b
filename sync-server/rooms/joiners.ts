import type { BoardDocument } from './board-document.ts';
import type { Seat } from './seat.ts';
import type { Parcel } from './session.ts';

export interface JoinersParts {
  readonly document: BoardDocument;
  /** Milliseconds that only grow. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
  answer(seat: Seat, parcel: Parcel): void;
}

/** Of the server's time so much may go into writing the document out for newcomers: one part in ten. */
const SHARE = 10;

/**
 * Sessions that have nothing yet and wait for the whole document, which a client takes for all there is: it cannot be
 * given in parts. Writing it out takes milliseconds, so that newcomers to a board that is being edited wait a little
 * for each other and are given the same.
 */
export class Joiners {
  readonly #parts: JoinersParts;
  readonly #waiting = new Set<Seat>();
  #notBefore = Number.NEGATIVE_INFINITY;
  #scheduled = false;

  constructor(parts: JoinersParts) {
    this.#parts = parts;
  }

  add(seat: Seat): void {
    this.#waiting.add(seat);
    const { document, monotonic, later } = this.#parts;
    const pause = document.hasWhole ? 0 : this.#notBefore - monotonic();
    if (pause <= 0) this.#answer();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      later(() => this.#answer(), pause);
    }
  }

  remove(seat: Seat): void {
    this.#waiting.delete(seat);
  }

  #answer(): void {
    this.#scheduled = false;
    if (this.#waiting.size === 0) return;
    const { document, monotonic, answer } = this.#parts;
    const isMade = !document.hasWhole;
    const start = monotonic();
    const parcel = document.whole();
    const end = monotonic();
    if (isMade) this.#notBefore = end + (end - start) * SHARE;
    for (const seat of this.#waiting) answer(seat, parcel);
    this.#waiting.clear();
  }
}
