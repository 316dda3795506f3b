import * as Y from 'yjs';
import type { CloseName } from '#protocol/close-codes';
import type { BoardDocument } from './board-document.ts';
import type { CommitQueue } from './commit-queue.ts';
import { tellSaved } from './delivery.ts';
import type { Seat } from './seat.ts';
import type { Parcel } from './session.ts';

export interface JoinersParts {
  readonly document: BoardDocument;
  readonly queue: CommitQueue;
  /** Milliseconds that only grow. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
}

/** Of the server's time so much may go into writing the document out for newcomers: one part in ten. */
const SHARE = 10;
/** Client ids of which a newcomer may hold more than the server; after a restore that is all who wrote since. */
const MOST_CLAIMS = 10_000;
/** A state vector of fifty thousand client ids has 350 kB. */
const LARGEST_STATE_VECTOR = 1024 * 1024;

/**
 * Gives sessions what they lack: those that come, those that come back, and those that fell behind. Each is answered
 * behind the commit queue (I1) and then sent what everybody is sent.
 *
 * A session that has nothing yet is given the whole document, which a client takes for all there is: it cannot be given
 * in parts. Writing it out takes milliseconds, so that newcomers to a board that is being edited wait a little for each
 * other and are given the same.
 */
export class Joiners {
  readonly #parts: JoinersParts;
  /** Sessions that have nothing yet and wait for the whole document. */
  readonly #waiting = new Set<Seat>();
  #notBefore = Number.NEGATIVE_INFINITY;
  #scheduled = false;

  constructor(parts: JoinersParts) {
    this.#parts = parts;
  }

  /** Answers a step 1. Returns why the session must be closed, or null. */
  answer(seat: Seat, stateVector: Uint8Array): CloseName | null {
    if (stateVector.length > LARGEST_STATE_VECTOR) return 'tooLarge';
    try {
      if (!seat.joined && stateVector.length > 1) this.#noteClaims(seat, stateVector);
      if (stateVector.length === 1 && stateVector[0] === 0) this.#answerWithWhole(seat);
      else this.#push(seat, this.#parts.document.answer(stateVector));
      return null;
    } catch {
      return 'unreadable'; // Yjs throws where the state vector does not read
    }
  }

  /** The session has left. */
  remove(seat: Seat): void {
    this.#waiting.delete(seat);
  }

  /**
   * The session reads too slowly to be sent more. Remembers what it was sent before, so that one difference can make it
   * good.
   */
  fallBehind(seat: Seat): void {
    if (seat.lacks !== null || !seat.joined) return;
    const ends = this.#parts.document.ends();
    for (const { update } of this.#parts.queue.undelivered()) {
      for (const [clientId, clock] of startsOf(update))
        ends.set(clientId, Math.min(clock, ends.get(clientId) ?? clock));
    }
    seat.lacks = ends;
    seat.joined = false;
  }

  /** The session has read all that waited for it. */
  catchUp(seat: Seat): void {
    if (seat.lacks === null) tellSaved(seat);
    else this.#push(seat, this.#parts.document.difference(seat.lacks));
  }

  /** What the client holds beyond the server under an id says that it is the one who wrote under it. */
  #noteClaims(seat: Seat, stateVector: Uint8Array): void {
    for (const [clientId, end] of Y.decodeStateVector(stateVector)) {
      if (seat.claims.size === MOST_CLAIMS) break;
      if (end > this.#parts.document.endOf(clientId)) seat.claims.add(clientId);
    }
  }

  #answerWithWhole(seat: Seat): void {
    this.#waiting.add(seat);
    const { document, monotonic, later } = this.#parts;
    const pause = document.hasWhole ? 0 : this.#notBefore - monotonic();
    if (pause <= 0) this.#giveWhole();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      later(() => this.#giveWhole(), pause);
    }
  }

  #giveWhole(): void {
    this.#scheduled = false;
    if (this.#waiting.size === 0) return;
    const { document, monotonic } = this.#parts;
    const isMade = !document.hasWhole;
    const start = monotonic();
    const parcel = document.whole();
    const end = monotonic();
    if (isMade) this.#notBefore = end + (end - start) * SHARE;
    for (const seat of this.#waiting) this.#push(seat, parcel);
    this.#waiting.clear();
  }

  #push(seat: Seat, parcel: Parcel): void {
    this.#parts.queue.push({ kind: 'answer', to: seat, parcel });
  }
}

/** The first clock of each client's structs in an update. */
function startsOf(update: Uint8Array): Map<number, number> {
  return Y.parseUpdateMeta(update).from;
}
