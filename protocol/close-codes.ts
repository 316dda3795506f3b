/**
 * Why a socket was closed. y-websocket 3 does not reconnect after 4400–4499 and does after every other code, so the
 * numbers alone make a plain client do the right thing.
 */
export interface CloseCode {
  readonly code: number;
  readonly meaning: string;
  /** Whether a client should connect again by itself. */
  readonly comesBack: boolean;
}

export const CLOSE_CODES = {
  restarting: { code: 1012, meaning: 'the server is restarting', comesBack: true },
  overloaded: {
    code: 1013,
    meaning: 'overloaded, storage unavailable, sending too fast or reading too slowly',
    comesBack: true,
  },
  unreadable: { code: 4400, meaning: 'a frame that cannot be read', comesBack: false },
  noInvite: { code: 4401, meaning: 'no such board or no valid invite', comesBack: false },
  notAllowed: { code: 4403, meaning: 'not allowed with this invite, or the invite was revoked', comesBack: false },
  boardDeleted: { code: 4410, meaning: 'the board was deleted', comesBack: false },
  tooLarge: {
    code: 4413,
    meaning: 'a frame, the document, its records or a text would be over its limit; the last update was not stored',
    comesBack: false,
  },
  setAside: {
    code: 4423,
    meaning: 'the board is set aside: it is damaged on disk and read-only, or the server cannot load it',
    comesBack: false,
  },
  clientTooOld: { code: 4426, meaning: 'this client is too old for the board: reload', comesBack: false },
} as const satisfies Record<string, CloseCode>;

export type CloseName = keyof typeof CLOSE_CODES;

/** The name of a close code by its number; null for a number that is not in the catalogue. */
export function closeNameOf(code: number): CloseName | null {
  const names = Object.keys(CLOSE_CODES) as CloseName[];
  return names.find((name) => CLOSE_CODES[name].code === code) ?? null;
}

/** Whether a client should connect again after a close code, in the catalogue or not. */
export function comesBackAfter(code: number): boolean {
  return code < 4400 || code >= 4500;
}
