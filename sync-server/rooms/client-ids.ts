import type { ClientIdOwner } from '../storage/board-log.ts';
import type { Seat } from './seat.ts';

/** Owner of the client ids under which the server itself edits. No member's key has this hash. */
export const SERVER = 'A'.repeat(22);

/**
 * Who may add structs under which Yjs client id. A struct forged under another member's id would replace what that
 * member wrote offline. So an id belongs to its first user: to the member if the client has a key (permanently, in the
 * log), otherwise to the connection. A client without a key that reconnects must prove that the id is its own: by its
 * presence, by a state vector that holds more of the id than the server does, or by bringing the missing structs when
 * the server asks for them. See docs/decisions/0009-client-ids.md.
 */
export class ClientIds {
  readonly #owners: Map<number, string>;
  /** The connection that currently uses an id. */
  readonly #holders = new Map<number, Seat>();
  /**
   * Ids seen as somebody's presence, with the member's key or null: that client may have written offline under the id.
   */
  readonly #seen = new Map<number, string | null>();

  constructor(owners: readonly ClientIdOwner[]) {
    this.#owners = new Map(owners.map(({ clientId, member }) => [clientId, member]));
  }

  /** All owners, for a checkpoint. */
  all(): ClientIdOwner[] {
    return Array.from(this.#owners, ([clientId, member]) => ({ clientId, member }));
  }

  /** Makes an id the server's own. Returns the ownership to store in the log. */
  reserve(clientId: number): readonly ClientIdOwner[] {
    this.#owners.set(clientId, SERVER);
    return [{ clientId, member: SERVER }];
  }

  /**
   * Whether a session may add structs under an id. 'ask': only in answer to the server's step 1, which proves that it
   * has all of them. `isNew`: the board has no struct of this id. `asked`: this is such an answer.
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

  /** The member whose key an id is bound to, or null. */
  ownerOf(clientId: number): string | null {
    return this.#owners.get(clientId) ?? this.#seen.get(clientId) ?? null;
  }

  /** Records that the session used an id that it {@link may} use. Returns new ownership to store in the log. */
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

  /** Takes an id as the session's presence. Returns false if it is another member's. */
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
