import type { Limits } from '#protocol/limits';
import type { ClientIdOwner } from '../storage/board-log.ts';
import { NO_CLIENT_ID, type Seat } from './seat.ts';

/** Owner of the client ids under which the server itself edits. No member's key has this hash. */
export const SERVER = 'A'.repeat(22);
/** Marks, in the log, an owner from before a restore who has not written under the id since. */
const ABSENT = '~';

export interface ClientIdsParts {
  /** As they are in the log. */
  readonly owners: readonly ClientIdOwner[];
  /** How many client ids the document has. */
  readonly count: number;
  /** The data folder was once restored from a backup: browsers may hold more of others' ids than the server. */
  readonly isRestored: boolean;
  readonly limits: Pick<Limits, 'clientIdsPerConnection' | 'clientIdsPerMember' | 'clientIdsPerBoard'>;
  /** Whether the document has no struct of an id. */
  isNew(clientId: number): boolean;
}

/**
 * Who may add structs under which Yjs client id. A struct forged under another member's id would replace what that
 * member wrote offline. So an id belongs to the member who first claims it as its own, by presence or by an update of
 * its own; without a key, to the connection. Bringing others' structs, as after a restore from a backup, claims nothing.
 * See docs/decisions/0009-client-ids.md for the states of an id and what each session may do.
 */
export class ClientIds {
  readonly #parts: ClientIdsParts;
  readonly #owners = new Map<number, string>();
  /** The connection whose own id it is. */
  readonly #holders = new Map<number, Seat>();
  /** Ids claimed by presence and not written under yet, with the member's key, or null without one. */
  readonly #seen = new Map<number, string | null>();
  /** Ids of which other members may hold more than the server, since their author has not written since the restore. */
  readonly #absent = new Set<number>();
  /** How many ids each member added. */
  readonly #added = new Map<string, number>();
  #count: number;

  constructor(parts: ClientIdsParts) {
    this.#parts = parts;
    this.#count = parts.count;
    for (const { clientId, member: logged } of parts.owners) {
      const isAbsent = logged.startsWith(ABSENT);
      const member = isAbsent ? logged.slice(ABSENT.length) : logged;
      if (isAbsent) this.#absent.add(clientId);
      else this.#absent.delete(clientId); // a later entry: the owner has written
      if (parts.isNew(clientId)) this.#seen.set(clientId, member);
      else {
        if (!this.#owners.has(clientId)) this.#grow(member, 1);
        this.#owners.set(clientId, member);
      }
    }
  }

  /** How many ids the document has. */
  get count(): number {
    return this.#count;
  }

  /** All owners, for a checkpoint. */
  all(): ClientIdOwner[] {
    const all: ClientIdOwner[] = [];
    const add = (clientId: number, member: string) =>
      all.push({ clientId, member: this.#absent.has(clientId) ? ABSENT + member : member });
    for (const [clientId, member] of this.#owners) add(clientId, member);
    for (const [clientId, member] of this.#seen) {
      if (member !== null && !this.#owners.has(clientId)) add(clientId, member);
    }
    return all;
  }

  /** Makes an id the server's own. Returns the ownership to store in the log. */
  reserve(clientId: number): readonly ClientIdOwner[] {
    this.#owners.set(clientId, SERVER);
    this.#count += 1;
    return [{ clientId, member: SERVER }];
  }

  /**
   * Whether a session may add structs under an id. 'ask': only in answer to the server's step 1, which proves that it
   * has all of them. `isNew`: the board has no struct of this id. `asked`: this is such an answer.
   */
  may(seat: Seat, clientId: number, isNew: boolean, asked: boolean): 'yes' | 'no' | 'ask' {
    if (seat.lastClientId === clientId || seat.clientIds.has(clientId)) return 'yes';
    const { member } = seat.session;
    const owner = this.ownerOf(clientId);
    const hasMore = asked || seat.ahead.has(clientId);
    if (owner !== null && owner === member) return 'yes';
    const isOwn = seat.ownClientId === clientId;
    if (this.#absent.has(clientId)) return isOwn || hasMore ? 'yes' : 'ask';
    if (owner !== null) return 'no';
    const holder = this.#holders.get(clientId);
    if (holder !== undefined && holder !== seat) {
      if (holder.session.member !== member) return 'no';
      // Without a key: the old connection of a client that has come back, or a stranger.
      if (!isOwn && !seat.ahead.has(clientId)) return 'no';
    }
    return isOwn || hasMore || (isNew && !this.#seen.has(clientId)) ? 'yes' : 'ask';
  }

  /**
   * Whether the board takes `added` new ids from a session. After a restore a browser may bring everything that was
   * written since, so `brought` ids are then limited by the board alone.
   */
  takes(seat: Seat, added: number, brought: boolean): boolean {
    const { limits, isRestored } = this.#parts;
    if (this.#count + added > limits.clientIdsPerBoard) return false;
    if (isRestored && brought) return true;
    const { member } = seat.session;
    if (seat.addedClientIds + added > limits.clientIdsPerConnection) return false;
    return member === null || (this.#added.get(member) ?? 0) + added <= limits.clientIdsPerMember;
  }

  /** The member whose key an id is bound to, or null. */
  ownerOf(clientId: number): string | null {
    return this.#owners.get(clientId) ?? this.#seen.get(clientId) ?? null;
  }

  /**
   * Records that a session added structs under an id, as it {@link may}. `isOwnUpdate`: as an update of its own, not
   * together with others' structs. Returns new ownership to store in the log.
   */
  use(seat: Seat, clientId: number, isNew: boolean, isOwnUpdate: boolean): readonly ClientIdOwner[] {
    if (seat.lastClientId === clientId) return NONE;
    const { member } = seat.session;
    if (isNew) {
      this.#count += 1;
      seat.addedClientIds += 1;
      if (member !== null) this.#grow(member, 1);
    }
    const owner = this.ownerOf(clientId);
    if (owner !== null && owner !== member) return NONE;
    if (owner === null && this.#absent.has(clientId) && seat.ownClientId !== clientId) return NONE;
    const isClaimed = isOwnUpdate || seat.wantedClientId === clientId;
    if (isClaimed && seat.ownClientId === NO_CLIENT_ID) seat.ownClientId = clientId;
    const isOwn = seat.ownClientId === clientId;
    if (isOwn || isClaimed) seat.lastClientId = clientId;
    if (!isOwn || seat.clientIds.has(clientId)) {
      if (isClaimed) seat.clientIds.add(clientId);
      return NONE;
    }
    seat.clientIds.add(clientId);
    this.#holders.set(clientId, seat);
    // All that its author wrote is here now, and nobody else can have more.
    const wasAbsent = !seat.isStranded && this.#absent.delete(clientId);
    if (member === null || (owner === null && !isNew)) return NONE;
    const isBound = this.#owners.has(clientId);
    this.#owners.set(clientId, member);
    return isBound && !wasAbsent ? NONE : [{ clientId, member }];
  }

  /** Takes an id as the session's presence. Returns false if it is another's. */
  speak(seat: Seat, clientId: number): boolean {
    const { member, role } = seat.session;
    const owner = this.ownerOf(clientId);
    if (owner !== null && owner !== member) return false;
    if (role === 'viewer') return true;
    const holder = this.#holders.get(clientId);
    if (holder !== undefined && holder.session.member !== member) return false;
    seat.ownClientId = clientId;
    if (owner !== null) return true;
    if (this.#parts.isRestored && seat.ahead.has(clientId)) this.#absent.add(clientId);
    if (member === null) this.#holders.set(clientId, seat);
    // An id with structs and without an owner is a plain client's, or was brought by others: no key gets it for good.
    if (!this.#seen.has(clientId) && (member === null || this.#parts.isNew(clientId))) this.#remember(clientId, member);
    return true;
  }

  /** Part of what a session wrote itself may be left out, so others may go on bringing it. */
  strand(seat: Seat): void {
    if (seat.ownClientId !== NO_CLIENT_ID) this.#absent.add(seat.ownClientId);
  }

  leave(seat: Seat): void {
    for (const clientId of [...seat.clientIds, seat.ownClientId]) {
      if (this.#holders.get(clientId) === seat) this.#holders.delete(clientId);
    }
  }

  #remember(clientId: number, member: string | null): void {
    this.#seen.set(clientId, member);
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(this.#seen.keys().next().value as number);
  }

  #grow(member: string, by: number): void {
    this.#added.set(member, (this.#added.get(member) ?? 0) + by);
  }
}

/** After a restore: every owner, as one who has not written since. */
export function absentOwners(owners: readonly ClientIdOwner[]): ClientIdOwner[] {
  return owners.map(({ clientId, member }) => ({
    clientId,
    member: member.startsWith(ABSENT) ? member : ABSENT + member,
  }));
}

const NONE: readonly ClientIdOwner[] = [];
const MOST_SEEN = 10_000;
