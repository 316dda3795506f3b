import type { ClientIdOwner } from '../storage/board-log.ts';
import type { Seat } from './seat.ts';

/** Owner of the ids that the server itself edits under: no member's key has this hash. */
export const SERVER = 'A'.repeat(22);

/**
 * Who may add structs under which Yjs client id. A struct forged under another's id takes the place of what that member
 * wrote offline, so an id belongs to whoever used it first: to the member where the client keeps a key (for ever, in
 * the log), else to the connection. A client without a key that comes back must show that the id is its own: by its
 * presence, by holding more of it than the server when it opens, or by answering when it is asked what the server lacks.
 * See docs/decisions/0009-client-ids.md.
 */
export class ClientIds {
  readonly #owners: Map<number, string>;
  /** The connection that uses an id now. */
  readonly #holders = new Map<number, Seat>();
  /** Ids that were somebody's presence, with that member's key where there is one: they may have written offline. */
  readonly #seen = new Map<number, string | null>();

  constructor(owners: readonly ClientIdOwner[]) {
    this.#owners = new Map(owners.map(({ clientId, member }) => [clientId, member]));
  }

  /** All owners, for a checkpoint. */
  all(): ClientIdOwner[] {
    return Array.from(this.#owners, ([clientId, member]) => ({ clientId, member }));
  }

  /** Makes an id the server's own; returns what must be remembered in the log. */
  reserve(clientId: number): readonly ClientIdOwner[] {
    this.#owners.set(clientId, SERVER);
    return [{ clientId, member: SERVER }];
  }

  /**
   * Whether a session may add structs under an id; 'ask' where it may if it brings them when asked for what is missing.
   * `isNew`: the board has no struct of this id. `asked`: the session answers that question.
   */
  may(seat: Seat, clientId: number, isNew: boolean, asked: boolean): 'yes' | 'no' | 'ask' {
    if (seat.lastClientId === clientId || seat.clientIds.has(clientId)) return 'yes';
    const owner = this.ownerOf(clientId);
    if (owner !== null) return owner === seat.session.member ? 'yes' : 'no';
    if (seat.claims.has(clientId)) return 'yes';
    const holder = this.#holders.get(clientId);
    if (holder !== undefined && holder !== seat) return 'no';
    return asked || (isNew && !this.#seen.has(clientId)) ? 'yes' : 'ask';
  }

  /** The member to whose key an id is bound, or null. */
  ownerOf(clientId: number): string | null {
    return this.#owners.get(clientId) ?? this.#seen.get(clientId) ?? null;
  }

  /** The session has used an id that it {@link may}. Returns who must be remembered as its owner in the log. */
  use(seat: Seat, clientId: number, isNew: boolean): readonly ClientIdOwner[] {
    if (seat.lastClientId === clientId) return NONE;
    seat.lastClientId = clientId;
    if (seat.clientIds.has(clientId)) return NONE;
    seat.clientIds.add(clientId);
    this.#holders.set(clientId, seat);
    const { member } = seat.session;
    if (!isNew || member === null || this.#owners.has(clientId)) return NONE;
    this.#owners.set(clientId, member);
    return [{ clientId, member }];
  }

  /** An id is the session's presence. False where it is another member's. */
  speak(seat: Seat, clientId: number): boolean {
    const owner = this.ownerOf(clientId);
    if (owner !== null && owner !== seat.session.member) return false;
    seat.claims.add(clientId);
    this.#holders.set(clientId, seat);
    this.#seen.set(clientId, seat.session.member);
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(this.#seen.keys().next().value as number);
    return true;
  }

  leave(seat: Seat): void {
    for (const ids of [seat.clientIds, seat.claims]) {
      for (const clientId of ids) if (this.#holders.get(clientId) === seat) this.#holders.delete(clientId);
    }
  }
}

const NONE: readonly ClientIdOwner[] = [];
const MOST_SEEN = 10_000;
