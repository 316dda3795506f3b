import type { Session } from './session.ts';

/** What a room keeps of one session. */
export interface Seat {
  readonly session: Session;
  /** How many of its sync messages are durable, and how many it was last told. */
  saved: number;
  told: number;
  /** It wants to be told. */
  asked: boolean;
  /** Its step 1 was answered. Changes sent before would build on what it lacks. */
  joined: boolean;
  /** Sync messages that wait for the step 2 that brings what one of them built upon; 0: none is owed. */
  owed: number;
  /** The reader was behind when a group was delivered: the state vector of what it was sent before. */
  lacks: ReadonlyMap<number, number> | null;
  /** Yjs client ids that it has used on this connection, the last one apart because it is nearly always that. */
  lastClientId: number;
  readonly clientIds: Set<number>;
  /** Client ids of which it said, when it opened, that it holds more than the server, or that are its own presence. */
  readonly claims: Set<number>;
}

export function seatOf(session: Session): Seat {
  return {
    session,
    saved: 0,
    told: 0,
    asked: false,
    joined: false,
    owed: 0,
    lacks: null,
    lastClientId: -1,
    clientIds: new Set(),
    claims: new Set(),
  };
}
