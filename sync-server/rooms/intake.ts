import * as Y from 'yjs';
import { mayWrite } from '#board/rights';
import { type Fault, type FaultReason, repair } from '#board/rules/fault';
import type { CloseName } from '#protocol/close-codes';
import { frameStep1, frameUpdate } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import type { ClientIdOwner } from '../storage/board-log.ts';
import { UpdateFault } from '../update-guard/byte-cursor.ts';
import type { Glance } from '../update-guard/glance.ts';
import { writablePart } from '../update-guard/writable-part.ts';
import type { BoardDocument } from './board-document.ts';
import type { ClientIds } from './client-ids.ts';
import type { Queued, QueuedUpdate } from './commit-queue.ts';
import { ContentLimits } from './content-limits.ts';
import type { DocumentSize } from './document-size.ts';
import { GradualIntake } from './gradual/gradual-intake.ts';
import type { Turns } from './gradual/turns.ts';
import { firstJudge, judge, plainlyAllowed, type Refusal } from './judge.ts';
import type { Seat } from './seat.ts';
import { Parcel } from './session.ts';

export interface IntakeParts {
  readonly document: BoardDocument;
  readonly ids: ClientIds;
  readonly size: DocumentSize;
  readonly limits: Limits;
  /** The board's log is damaged: every change is refused. */
  readonly setAside: boolean;
  /** The data folder was once restored from a backup. */
  readonly isRestored: boolean;
  push(item: Queued): void;
  /** Bytes of updates that wait for the disk. */
  waitingBytes(): number;
  /** Resolves when everything pushed before is durable. */
  flush(): Promise<void>;
  /** Whether the session is still here. */
  isSeated(seat: Seat): boolean;
  readonly turns: Turns;
  /** Runs heavy work on the board, so that the next process knows if it ended this one. */
  heavy<T>(work: () => T): T;
  /** An update was refused. */
  refused(reason: Refusal): void;
  /** The document in memory may no longer match the log. */
  failed(error: unknown): void;
}

/** Refused sync messages that may wait for one step 2 before the session is closed and must reconnect. */
const MOST_OWED = 500;

/** The close code for each refusal. An update with missing parts is asked for instead. */
const CLOSES: Readonly<Record<Exclude<Refusal, 'missing'>, CloseName>> = {
  unreadable: 'unreadable',
  notAllowed: 'notAllowed',
  rules: 'unreadable',
  foreignId: 'notAllowed',
  tooLarge: 'tooLarge',
  overloaded: 'overloaded',
  setAside: 'setAside',
};

/** What a large message came to: the reason to close its session, and how many milliseconds it took. */
export interface Received {
  readonly close: CloseName | null;
  readonly spentMs: number;
}

/** How an update is taken. */
interface How {
  readonly isStep2: boolean;
  /** The frame to send to others; null if one must be made. */
  readonly message: Uint8Array | null;
  /** It is a part of a message. The rules are checked, and the message is counted, after the last part. */
  readonly isPart: boolean;
  /** The first clock of each client that was left out of the message: see {@link writablePart}. */
  readonly left: Map<number, number>;
}

/** An update of this size, as a glance measures it, or of so many bytes takes milliseconds. */
const LARGE = 1_000;
const LARGE_BYTES = 256 * 1024;

function isLarge(update: Uint8Array, { size }: Glance): boolean {
  return size > LARGE || update.length > LARGE_BYTES;
}

const NOBODY: readonly ClientIdOwner[] = [];
const SIZES: readonly FaultReason[] = ['text-too-long', 'too-large', 'too-many-records'];

/** Judges a room's incoming updates and accepts them: form, rights, client ids, size, the board's rules (I5). */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #contents: ContentLimits;
  #serverIdIsOurs = false;
  /** A batch broke the board's rules: for a while each update is applied and checked on its own. */
  #isCareful = false;
  readonly #stranded = new Set<Seat>();
  readonly #gradual: GradualIntake;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    const { document, turns, limits } = parts;
    this.#contents = new ContentLimits(() => document.doc, limits);
    this.#gradual = new GradualIntake({
      document,
      turns,
      repair: (faults) => this.#repair(faults),
      // Whoever fills the queue waits for it, long before others would be refused.
      drained: () => (parts.waitingBytes() > limits.queueBytes / 4 ? parts.flush().catch(() => undefined) : null),
    });
  }

  /**
   * Takes a sync message. Returns the reason to close the session, or null; of a large one, which is taken in parts, a
   * promise of that. `message`: the frame that the update came in; null for a step 2, which others cannot be sent as it
   * is. The session's next message must wait for the promise.
   */
  receive(seat: Seat, update: Uint8Array, message: Uint8Array | null): CloseName | null | Promise<Received> {
    try {
      const seen = this.#parts.document.glance(update);
      const isStep2 = message === null;
      if (isStep2) seat.isStranded = false;
      if (isLarge(update, seen)) return this.#receiveLarge(seat, update, seen, isStep2);
      const how: How = { isStep2, message, isPart: false, left: new Map() };
      const refusal = isStep2 ? this.#takeStep2(seat, update, seen, how) : this.#takeUpdate(seat, update, seen, how);
      if (refusal === null && isStep2) this.#askStranded(seat);
      return this.#closes(seat, refusal);
    } catch (error) {
      if (error instanceof UpdateFault) return this.#closes(seat, 'unreadable'); // the bytes must not be decoded
      // The update may be half applied: memory no longer matches the log, so this room must not go on.
      this.#parts.failed(error);
      return 'unreadable';
    }
  }

  async #receiveLarge(seat: Seat, update: Uint8Array, seen: Glance, isStep2: boolean): Promise<Received> {
    const refusal = this.#refusesLarge(seat, update, seen, isStep2);
    if (refusal === 'nothing') this.#count(seat, isStep2);
    if (refusal !== null) return { close: this.#closes(seat, refusal === 'nothing' ? null : refusal), spentMs: 0 };
    const how: How = { isStep2, message: null, isPart: true, left: new Map() };
    const takePart = (part: Uint8Array) => {
      const seenPart = this.#parts.document.glance(part);
      return isStep2 ? this.#takeStep2(seat, part, seenPart, how) : this.#takeUpdate(seat, part, seenPart, how);
    };
    const take = (part: Uint8Array) => this.#parts.heavy(() => takePart(part));
    try {
      const taken = await this.#gradual.take(update, { take, isGone: () => !this.#parts.isSeated(seat) });
      const { ended, faults, isMixed, spentMs } = taken;
      if (ended === 'gone') return { close: null, spentMs };
      const grave = isMixed ? null : this.#closesFor(faults, update);
      if (ended === null && grave === null) this.#count(seat, isStep2);
      if (ended === null && isStep2) this.#askStranded(seat);
      return { close: this.#closes(seat, ended ?? grave), spentMs };
    } catch (error) {
      this.#parts.failed(error);
      return { close: 'unreadable', spentMs: 0 };
    }
  }

  /** What is known of a large update before its first part is taken. */
  #refusesLarge(seat: Seat, update: Uint8Array, seen: Glance, isStep2: boolean): Refusal | 'nothing' | null {
    const { document, ids, size, setAside } = this.#parts;
    const first = firstJudge(document.doc, update, seen, seat.session.role);
    if (first !== null) return first;
    if (setAside) return 'setAside';
    const added = seen.clients.filter((clientId) => document.isNew(clientId)).length;
    if (added > 0 && !ids.takes(seat, added, isStep2)) return 'tooLarge';
    return seen.clients.length > 0 && !size.takes(update.length) ? 'tooLarge' : null;
  }

  #closes(seat: Seat, refusal: Refusal | null): CloseName | null {
    if (refusal === null) return null;
    this.#parts.refused(refusal);
    return refusal === 'missing' ? this.#askForMissing(seat) : CLOSES[refusal];
  }

  #takeStep2(seat: Seat, update: Uint8Array, seen: Glance, how: How): Refusal | null {
    const { isRestored, ids, document } = this.#parts;
    const refusal = seat.isStranded ? 'notAllowed' : this.#takeUpdate(seat, update, seen, how);
    if (refusal !== 'notAllowed' || !isRestored) return refusal;
    // After a restore a browser may hold what only a facilitator's may bring: without that, it is let in.
    const part = writablePart(document.doc, update, (root) => mayWrite(seat.session.role, root), how.left);
    if (part === null) return refusal;
    if (!seat.isStranded) {
      seat.isStranded = true;
      this.#stranded.add(seat);
      ids.strand(seat);
    }
    return this.#takeUpdate(seat, part, document.glance(part), how);
  }

  /** After a facilitator's step 2, what others brought that only a facilitator may bring can be taken. */
  #askStranded(from: Seat): void {
    if (from.session.role !== 'facilitator') return;
    for (const seat of this.#stranded) this.ask(seat);
    this.#stranded.clear();
  }

  /** The session has left. */
  forget(seat: Seat): void {
    this.#stranded.delete(seat);
  }

  #takeUpdate(seat: Seat, update: Uint8Array, seen: Glance, how: How): Refusal | null {
    const { document, limits } = this.#parts;
    const plain = !this.#isCareful && !how.isPart && plainlyAllowed(seen, seat.session.role);
    if (!plain) {
      const verdict = judge(document.doc, update, seen, seat.session.role);
      if (verdict === 'nothing') {
        if (!how.isPart) this.#count(seat, how.isStep2);
        return null;
      }
      if (verdict !== 'allowed') return verdict;
    }
    if (this.#parts.setAside) return 'setAside';
    const barred = this.#judgeIds(seat, seen.clients, update, how.isStep2);
    if (barred !== null) return barred;
    // What only deletes is taken by a full board too: it is the way to make room.
    if (seen.clients.length > 0 && !this.#parts.size.takes(update.length)) return 'tooLarge';
    if (this.#parts.waitingBytes() > limits.queueBytes) return 'overloaded';
    if (!this.#contents.takes(update, seen, how.isPart)) return 'tooLarge';
    const owners = this.#newOwners(seat, seen.clients, how.isStep2);
    const item: QueuedUpdate = {
      kind: 'update',
      update,
      message: how.message ?? frameUpdate(update),
      from: seat,
      counts: how.isPart ? 0 : this.#counted(seat, how.isStep2),
      owners,
    };
    if (how.isPart) document.applyPart(update, seen);
    // Pushed first: if it completes a batch that breaks a rule, the repair must come after it in the queue.
    if (plain) {
      this.#push(item);
      document.take(update, seen);
      return null;
    }
    const faults = how.isPart ? [] : document.apply(update, seen);
    this.#push(item);
    if (faults.length === 0) return null;
    this.#repair(faults);
    return this.#closesFor(faults, update);
  }

  /** New owners of client ids to store in the log. Mostly none: members go on under the id that they used last. */
  #newOwners(seat: Seat, clientIds: readonly number[], isStep2: boolean): readonly ClientIdOwner[] {
    if (clientIds.length === 1 && clientIds[0] === seat.lastClientId) return NOBODY;
    const { ids, document } = this.#parts;
    const isOwnUpdate = !isStep2 && clientIds.length === 1;
    return clientIds.flatMap((clientId) => ids.use(seat, clientId, document.isNew(clientId), isOwnUpdate));
  }

  /** Whether the session may add structs under all client ids of an update; null if so. */
  #judgeIds(seat: Seat, clientIds: readonly number[], update: Uint8Array, isStep2: boolean): Refusal | null {
    const { ids, document } = this.#parts;
    let added = 0;
    let ends: ReadonlyMap<number, number> | null = null;
    for (const clientId of clientIds) {
      if (clientId === seat.lastClientId) continue;
      const isNew = document.isNew(clientId);
      const may = ids.may(seat, clientId, isNew, isStep2 && seat.owed > 0);
      if (may !== 'yes') {
        // An answer to a step 1 also holds what others have brought in the meantime; that adds nothing.
        ends ??= Y.parseUpdateMeta(update).to;
        if ((ends.get(clientId) ?? 0) <= document.endOf(clientId)) continue;
        if (!isStep2 && clientIds.length === 1) seat.wantedClientId = clientId;
        return may === 'no' ? 'foreignId' : 'missing';
      }
      if (isNew) added += 1;
    }
    return added === 0 || ids.takes(seat, added, isStep2) ? null : 'tooLarge';
  }

  /** Typing past a note's limit is trimmed without closing; a paste larger than any note closes the session. */
  #closesFor(faults: readonly Fault[], update: Uint8Array): Refusal | null {
    const { noteCharacters } = this.#parts.limits;
    const grave = faults.filter(({ reason }) => reason !== 'text-too-long' || update.length > noteCharacters);
    if (grave.length === 0) return null;
    return grave.some(({ reason }) => SIZES.includes(reason)) ? 'tooLarge' : 'rules';
  }

  /** Removes what breaks the board's rules, in the same commit as the update that brought it. */
  #repair(faults: readonly Fault[]): void {
    this.pushOwn(this.#parts.document.change((doc) => repair(doc, faults)).updates);
  }

  /**
   * An update that builds on missing structs is not applied, because its pending structs would reach others. The
   * client's step 2 brings the update together with what was missing.
   */
  #askForMissing(seat: Seat): CloseName | null {
    if (seat.owed > MOST_OWED) return 'overloaded';
    seat.owed += 1;
    if (seat.owed === 1) this.ask(seat);
    return null;
  }

  /** Reports a sync message as saved once everything before it is. */
  #count(seat: Seat, isStep2: boolean): void {
    this.#parts.push({ kind: 'nothing', from: seat, counts: this.#counted(seat, isStep2) });
  }

  /** How many sync messages this one saves: none while an earlier one waits for a step 2, and all of them with it. */
  #counted(seat: Seat, isStep2: boolean): number {
    if (seat.owed === 0 && !seat.isStranded) return 1;
    const owed = seat.owed;
    const isPaid = isStep2 && !seat.isStranded;
    seat.owed = isPaid ? 0 : owed + 1;
    return isPaid ? owed + 1 : 0;
  }

  /** Sends a step 1, which asks the session for what the server lacks. */
  ask(seat: Seat): void {
    const parcel = new Parcel([frameStep1(Y.encodeStateVector(this.#parts.document.ends()))]);
    this.#parts.push({ kind: 'question', to: seat, parcel });
  }

  /** A batch of several members' updates broke a rule. From now on each update is checked alone, to find the sender. */
  repairBatch(faults: readonly Fault[]): void {
    this.#isCareful = true;
    this.#repair(faults);
  }

  /** Goes back to batches after a while. */
  calm(): void {
    this.#isCareful = false;
  }

  /** Queues the server's own updates. */
  pushOwn(updates: readonly Uint8Array[]): void {
    this.#contents.forget();
    for (const update of updates) {
      const owners = this.#serverIdIsOurs ? [] : this.#parts.ids.reserve(this.#parts.document.clientId);
      this.#serverIdIsOurs = true;
      this.#push({ kind: 'update', update, message: frameUpdate(update), from: null, counts: 0, owners });
    }
  }

  #push(item: QueuedUpdate): void {
    this.#parts.size.grow(item.update.length);
    this.#parts.push(item);
  }
}
