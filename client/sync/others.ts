import type { Awareness } from 'y-protocols/awareness';
import { type Presence, readPresence } from '#protocol/presence';

/** The presence of every other member on the board, by client id. States that cannot be read are left out. */
export function* others(awareness: Awareness): Generator<[clientId: number, presence: Presence]> {
  for (const [clientId, state] of awareness.getStates()) {
    const presence = clientId === awareness.clientID ? null : readPresence(state);
    if (presence !== null) yield [clientId, presence];
  }
}
