import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { CloseName } from '#protocol/close-codes';
import type { BoardDocument } from './board-document.ts';
import type { CommitQueue } from './commit-queue.ts';
import { sendSaved } from './delivery.ts';
import type { Seat } from './seat.ts';
import type { Parcel } from './session.ts';

export interface JoinersParts {
  readonly document: BoardDocument;
  readonly queue: CommitQueue;
  /** How many client ids a board may have, or has. */
  mostClientIds(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
}

/** After encoding the whole document for newcomers, the room pauses ten times as long: at most an eleventh of its time. */
const SHARE = 10;
/** Ids kept per session. After a restore from a backup, a client may hold more than the server of many client ids. */
const MOST_AHEAD = 10_000;

/**
 * Gives sessions what they lack: new ones, those that reconnect, and those that fell behind. Each answer goes through
 * the commit queue (I1); after it the session is sent every delivery.
 *
 * A session that has nothing yet is sent the whole document in one message, because a client takes the first answer to
 * be complete. Encoding it takes milliseconds, so newcomers to a board that is being edited wait a little and share one.
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

  /** Answers a step 1. Returns the reason to close the session, or null. */
  answer(seat: Seat, stateVector: Uint8Array): CloseName | null {
    try {
      if (stateVector.length > 1 && this.#isTooLarge(stateVector)) return 'tooLarge';
      if (!seat.joined && stateVector.length > 1) this.#noteAhead(seat, stateVector);
      if (stateVector.length === 1 && stateVector[0] === 0) this.#answerWithWhole(seat);
      else this.#push(seat, this.#parts.document.answer(stateVector));
      return null;
    } catch {
      return 'unreadable'; // Yjs throws if it cannot read the state vector
    }
  }

  /** Whether it holds more client ids than any board. If it only promises them, Yjs finds that out quickly. */
  #isTooLarge(stateVector: Uint8Array): boolean {
    const promised = decoding.readVarUint(decoding.createDecoder(stateVector));
    return promised > this.#parts.mostClientIds() && stateVector.length > 2 * promised;
  }

  /** The session has left. */
  remove(seat: Seat): void {
    this.#waiting.delete(seat);
  }

  /**
   * The session reads too slowly to be sent more. Remembers what it has been sent, so that one difference can bring it up
   * to date later.
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

  /** The session has read everything that waited for it. */
  catchUp(seat: Seat): void {
    if (seat.lacks === null) sendSaved(seat);
    else this.#push(seat, this.#parts.document.difference(seat.lacks));
  }

  /** A client that holds more of a client id than the server wrote under it, unless the server was restored. */
  #noteAhead(seat: Seat, stateVector: Uint8Array): void {
    for (const [clientId, end] of Y.decodeStateVector(stateVector)) {
      if (seat.ahead.size === MOST_AHEAD) break;
      if (end > this.#parts.document.endOf(clientId)) seat.ahead.add(clientId);
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
