import type { CloseName } from '#protocol/close-codes';
import type { Limits } from '#protocol/limits';
import type { ClientIds } from './client-ids.ts';
import { RoomPresence } from './presence.ts';
import { type Seat, seatOf } from './seat.ts';
import type { Session } from './session.ts';

export interface SeatsParts {
  readonly ids: ClientIds;
  readonly limits: Limits;
  later(task: () => void, ms: number): void;
  /** A session has left, by itself or because it was closed. */
  left(seat: Seat): void;
}

/** The sessions that are connected to a room: a seat for each, and their presence. */
export class Seats {
  readonly #parts: SeatsParts;
  readonly #seats = new Map<Session, Seat>();
  readonly #presence: RoomPresence;

  constructor(parts: SeatsParts) {
    this.#parts = parts;
    this.#presence = new RoomPresence({
      windowMs: parts.limits.presenceWindowMs,
      maxBytes: parts.limits.presenceBytes,
      later: (task, ms) => parts.later(task, ms),
      speaks: (session, clientId) => {
        const seat = this.#seats.get(session);
        return seat !== undefined && parts.ids.speak(seat, clientId);
      },
    });
  }

  get size(): number {
    return this.#seats.size;
  }

  of(session: Session): Seat | undefined {
    return this.#seats.get(session);
  }

  all(): Iterable<Seat> {
    return this.#seats.values();
  }

  /** Gives a session a seat; null if the board has as many sessions as it may. */
  take(session: Session): Seat | null {
    if (this.size >= this.#parts.limits.sessionsPerBoard) return null;
    const seat = seatOf(session);
    this.#seats.set(session, seat);
    this.#presence.add(session);
    return seat;
  }

  leave(session: Session): void {
    const seat = this.#seats.get(session);
    if (seat === undefined) return;
    this.#parts.ids.leave(seat);
    this.#parts.left(seat);
    this.#seats.delete(session);
    this.#presence.remove(session);
  }

  /** Closes every session, or those of one role. */
  close(reason: CloseName, role?: Session['role']): void {
    for (const session of [...this.#seats.keys()]) {
      if (role !== undefined && session.role !== role) continue;
      this.leave(session);
      session.close(reason);
    }
  }

  /** Sends the session everybody's presence. */
  greet(seat: Seat): void {
    this.#presence.greet(seat.session);
  }

  /** Takes a session's presence. Returns the reason to close the session, or null. */
  hear(seat: Seat, awareness: Uint8Array): CloseName | null {
    const heard = this.#presence.hear(seat.session, awareness);
    return heard === 'taken' ? null : heard;
  }
}
