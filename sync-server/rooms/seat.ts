import type { Session } from './session.ts';

/** What a room keeps of one session. */
export interface Seat {
  readonly session: Session;
  /** How many of its sync messages are durable. */
  saved: number;
  /** The value of `saved` that it was last sent. */
  reported: number;
  /** It asked to be sent `saved` by sending message 4. */
  asked: boolean;
  /** Its step 1 was answered. Updates sent earlier would build on what it lacks. */
  joined: boolean;
  /** Sync messages that are saved only by the step 2 the server has asked for; 0 if none was asked for. */
  owed: number;
  /** State vector of what it had been sent when it fell behind; null if it has missed no delivery. */
  lacks: ReadonlyMap<number, number> | null;
  /** The Yjs client id that it used last: nearly every update uses it again, and then needs no lookup. */
  lastClientId: number;
  /** Yjs client ids that it has used on this connection. */
  readonly clientIds: Set<number>;
  /** Client ids that it speaks for as presence, or held more of than the server when it joined. */
  readonly claims: Set<number>;
}

export function seatOf(session: Session): Seat {
  return {
    session,
    saved: 0,
    reported: 0,
    asked: false,
    joined: false,
    owed: 0,
    lacks: null,
    lastClientId: -1,
    clientIds: new Set(),
    claims: new Set(),
  };
}
