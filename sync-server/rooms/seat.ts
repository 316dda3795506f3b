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
  /** Yjs client ids under which it has sent updates of its own on this connection. */
  readonly clientIds: Set<number>;
  /** The client id that it claims as its own: its presence's, or else that of its first update. */
  ownClientId: number;
  /** The client id of an update of its own that the server asks for in a step 2. */
  wantedClientId: number;
  /** Client ids that it held more of than the server when it joined. */
  readonly ahead: Set<number>;
  /** On a restored board: part of its last step 2 was left out, and it is asked again when that can be taken. */
  isStranded: boolean;
  /** How many client ids it has added to the board. */
  addedClientIds: number;
}

/** Stands for no client id at all. */
export const NO_CLIENT_ID = -1;

export function seatOf(session: Session): Seat {
  return {
    session,
    saved: 0,
    reported: 0,
    asked: false,
    joined: false,
    owed: 0,
    lacks: null,
    lastClientId: NO_CLIENT_ID,
    clientIds: new Set(),
    ownClientId: NO_CLIENT_ID,
    wantedClientId: NO_CLIENT_ID,
    ahead: new Set(),
    isStranded: false,
    addedClientIds: 0,
  };
}
