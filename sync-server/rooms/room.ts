import * as Y from 'yjs';
import type { Glance } from '#board/glance';
import type { BoardId } from '#board/ids';
import { type SchemaState, schemaStateOf } from '#board/schema-version';
import type { CloseName } from '#protocol/close-codes';
import { type Frame, frameStep1, frameUpdate } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import type { BoardLog, LoadedLog } from '../storage/board-log.ts';
import { BoardDocument } from './board-document.ts';
import { ClientIds } from './client-ids.ts';
import type { CommitClock } from './commit-clock.ts';
import { CommitQueue, type Queued } from './commit-queue.ts';
import { deliver, tellSaved } from './delivery.ts';
import { DocumentSize } from './document-size.ts';
import { Joiners } from './joiners.ts';
import { judge, plainlyAllowed, type Refusal } from './judge.ts';
import { LogTail } from './log-tail.ts';
import { RoomPresence } from './presence.ts';
import { type Seat, seatOf } from './seat.ts';
import type { Session } from './session.ts';

export interface RoomParts {
  readonly log: BoardLog;
  readonly limits: Limits;
  readonly clock: CommitClock;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
  /** A commit group of a room is on disk. */
  committed(updates: number, bytes: number): void;
  /** An update was not taken. */
  refused(reason: Refusal): void;
  /** The storage did not take a commit, or memory is no longer what the log says: the room must be loaded again. */
  failed(room: Room, error: unknown): void;
}

/** The board was closed while somebody worked on it: deleted, or its storage failed. */
export class RoomClosed extends Error {
  override readonly name = 'RoomClosed';
}

/** Sync messages that may build upon something missing before the session is told to start anew. */
const MOST_OWED = 500;
const REST_MS = 5_000;

/** How refusals are told to the session that sent the update. */
const CLOSES: Readonly<Record<Exclude<Refusal, 'missing'>, CloseName>> = {
  unreadable: 'unreadable',
  notAllowed: 'notAllowed',
  foreignId: 'notAllowed',
  tooLarge: 'tooLarge',
  overloaded: 'overloaded',
  setAside: 'setAside',
};

/**
 * A board that is live in this process. A change is judged by the roots that it touches and the client ids that it
 * uses before it has any effect (I5), and leaves for anybody only behind the commit queue (I1).
 */
export class Room {
  readonly boardId: BoardId;
  /** The board's log is damaged: what could be read is shown, and nothing is taken. */
  readonly setAside: boolean;
  readonly #parts: RoomParts;
  readonly #document: BoardDocument;
  readonly #ids: ClientIds;
  readonly #queue: CommitQueue;
  readonly #seats = new Map<Session, Seat>();
  readonly #presence: RoomPresence;
  readonly #joiners: Joiners;
  readonly #tail: LogTail;
  readonly #size: DocumentSize;
  #serverIdIsOurs = false;
  #resting = false;
  #closed = false;

  /** Throws where the log's updates cannot be applied; the room then must not open (I3). */
  constructor(boardId: BoardId, loaded: LoadedLog, setAside: boolean, parts: RoomParts) {
    this.boardId = boardId;
    this.setAside = setAside;
    this.#parts = parts;
    this.#document = new BoardDocument(loaded.updates);
    this.#ids = new ClientIds(loaded.owners);
    this.#tail = new LogTail(boardId, loaded, parts.log, parts.limits);
    this.#size = new DocumentSize(() => this.#document.doc, loaded.bytes, parts.limits.documentBytes);
    this.#presence = new RoomPresence({
      windowMs: parts.limits.presenceWindowMs,
      maxBytes: parts.limits.presenceBytes,
      later: (task, ms) => parts.later(task, ms),
      speaks: (session, clientId) => {
        const seat = this.#seats.get(session);
        return seat !== undefined && this.#ids.speak(seat, clientId);
      },
    });
    this.#joiners = new Joiners({
      document: this.#document,
      monotonic: () => parts.monotonic(),
      later: (task, ms) => parts.later(task, ms),
      answer: (seat, messages) => this.#queue.push({ kind: 'answer', to: seat, messages }),
    });
    this.#queue = new CommitQueue({
      clock: parts.clock,
      monotonic: () => parts.monotonic(),
      append: (updates, bytes, owners) => this.#tail.append(updates, bytes, owners, parts.now()),
      deliver: (group, updates, bytes) => {
        if (updates > 0) parts.committed(updates, bytes);
        deliver(group, this.#seats.values(), (seat) => this.#fallBehind(seat));
      },
      fail: (error) => this.#fail(error),
    });
  }

  /** Sessions that are connected. */
  get size(): number {
    return this.#seats.size;
  }

  /** When a change was last stored, milliseconds since 1970; null when the board is as it was made. */
  get changedAt(): number | null {
    return this.#tail.changedAt;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes of updates that wait for the disk. */
  get queueBytes(): number {
    return this.#queue.bytes;
  }

  /** When the oldest update came that is not on disk, on the monotonic clock; null: all are. */
  get unsavedSince(): number | null {
    return this.#queue.unsavedSince;
  }

  /** How the board's schema stands to this program's. */
  get schema(): SchemaState {
    return schemaStateOf(this.#document.doc);
  }

  join(session: Session): void {
    if (this.#closed || this.size >= this.#parts.limits.sessionsPerBoard) {
      session.close('overloaded');
      return;
    }
    const seat = seatOf(session);
    this.#seats.set(session, seat);
    this.#presence.add(session);
    this.#ask(seat);
  }

  leave(session: Session): void {
    const seat = this.#seats.get(session);
    if (seat !== undefined) {
      this.#ids.leave(seat);
      this.#joiners.remove(seat);
    }
    this.#seats.delete(session);
    this.#presence.remove(session);
  }

  /** Takes one frame of a session; `message` are the bytes it came in. Never throws: a fault closes the session. */
  receive(session: Session, frame: Frame, message: Uint8Array): void {
    const seat = this.#seats.get(session);
    if (this.#closed || seat === undefined) return;
    const fault = this.#take(seat, frame, message);
    if (fault !== null) session.close(fault);
  }

  /** The reader of a session that was behind has read all that waited for it. */
  caughtUp(session: Session): void {
    const seat = this.#seats.get(session);
    if (this.#closed || seat === undefined) return;
    const { lacks } = seat;
    if (lacks === null) tellSaved(seat);
    else this.#queue.push({ kind: 'answer', to: seat, messages: this.#document.difference(lacks) });
    this.#presence.greet(session);
  }

  /**
   * Changes the document as the server's own edit. Resolves with what `change` returned when the change is durable.
   * Rejects with what `change` threw, LogUnavailable, or RoomClosed.
   */
  async edit<T>(change: (doc: Y.Doc) => T): Promise<T> {
    if (this.#closed || this.setAside) throw new RoomClosed('the board was closed');
    const { doc } = this.#document;
    const updates: Uint8Array[] = [];
    const gather = (update: Uint8Array) => updates.push(update);
    doc.on('update', gather);
    let result: T;
    try {
      result = doc.transact(() => change(doc), 'server');
    } finally {
      doc.off('update', gather);
      this.#document.changed();
      for (const update of updates) this.#pushOwn(update);
    }
    await this.#queue.flush();
    return result;
  }

  /** Reads the document. Resolves when all that was read is durable. `read` must not change anything. */
  async read<T>(read: (doc: Y.Doc) => T): Promise<T> {
    const result = read(this.#document.doc);
    await this.#queue.flush();
    return result;
  }

  /** The log is long enough for a checkpoint to be worth it. */
  get wantsCheckpoint(): boolean {
    return this.#tail.isTooLong;
  }

  /** The log holds more than one entry. */
  get hasTail(): boolean {
    return this.#tail.isLong;
  }

  /** Folds the log into one state. The room goes on meanwhile; what comes after stays in the log. */
  async checkpoint(): Promise<void> {
    await this.#queue.flush();
    await this.#tail.fold(this.#document.doc, this.#ids.all(), this.#parts.now());
  }

  /** Resolves when all that came in is durable. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** Closes every session, or those of one role. Without a role the room takes nothing more. */
  close(reason: CloseName, role?: Session['role']): void {
    if (role === undefined) this.#closed = true;
    for (const session of [...this.#seats.keys()]) {
      if (role !== undefined && session.role !== role) continue;
      this.leave(session);
      session.close(reason);
    }
  }

  /** Why the session must be closed for this frame, or null. */
  #take(seat: Seat, frame: Frame, message: Uint8Array): CloseName | null {
    switch (frame.kind) {
      case 'step1':
        return this.#answer(seat, frame.stateVector);
      case 'step2':
        return this.#receiveUpdate(seat, frame.update, null);
      case 'update':
        return this.#receiveUpdate(seat, frame.update, message);
      case 'awareness': {
        const heard = this.#presence.hear(seat.session, frame.update);
        return heard === 'taken' ? null : heard;
      }
      case 'queryAwareness':
        this.#presence.greet(seat.session);
        return null;
      case 'saved':
        seat.asked = true;
        tellSaved(seat);
        return null;
    }
  }

  #answer(seat: Seat, stateVector: Uint8Array): CloseName | null {
    try {
      // What the client holds beyond the server under an id says that it is the one who wrote under it.
      if (!seat.joined && stateVector.length > 1) {
        for (const [clientId, end] of Y.decodeStateVector(stateVector)) {
          if (end > this.#document.endOf(clientId)) seat.claims.add(clientId);
        }
      }
      if (stateVector.length === 1 && stateVector[0] === 0) {
        this.#joiners.add(seat);
        this.#rest();
      } else this.#queue.push({ kind: 'answer', to: seat, messages: this.#document.answer(stateVector) });
    } catch {
      return 'unreadable'; // Yjs throws where the state vector does not read
    }
    this.#presence.greet(seat.session);
    return null;
  }

  /** `message`: the frame that the update came in, if it may go to others as it is. */
  #receiveUpdate(seat: Seat, update: Uint8Array, message: Uint8Array | null): CloseName | null {
    let refusal: Refusal | null;
    try {
      refusal = this.#takeUpdate(seat, update, message);
    } catch (error) {
      // Half applied: what is in memory is not what the log says, so this room must not go on.
      this.#fail(error);
      return 'unreadable';
    }
    if (refusal === null) return null;
    this.#parts.refused(refusal);
    return refusal === 'missing' ? this.#askForMissing(seat) : CLOSES[refusal];
  }

  #takeUpdate(seat: Seat, update: Uint8Array, message: Uint8Array | null): Refusal | null {
    const isStep2 = message === null;
    let seen: Glance;
    try {
      seen = this.#document.glance(update);
    } catch {
      return 'unreadable'; // an UpdateFault: the bytes must not be decoded
    }
    const plain = plainlyAllowed(seen, seat.session.role);
    if (!plain) {
      const verdict = seen.empty ? 'nothing' : judge(this.#document.doc, update, seat.session.role);
      if (verdict === 'nothing') {
        this.#queue.push({ kind: 'nothing', from: seat, counts: this.#counted(seat, isStep2) });
        return null;
      }
      if (verdict !== 'allowed') return verdict;
    }
    if (this.setAside) return 'setAside';
    for (const clientId of seen.clients) {
      const may = this.#ids.may(seat, clientId, this.#document.isNew(clientId), isStep2 && seat.owed > 0);
      if (may !== 'yes') return may === 'no' ? 'foreignId' : 'missing';
    }
    if (!this.#size.takes(update.length)) return 'tooLarge';
    if (this.#queue.bytes > this.#parts.limits.queueBytes) return 'overloaded';
    const owners = seen.clients.flatMap((clientId) => this.#ids.use(seat, clientId, this.#document.isNew(clientId)));
    if (plain) this.#document.take(update, seen);
    else this.#document.apply(update, seen);
    const counts = this.#counted(seat, isStep2);
    this.#push({ kind: 'update', update, message: message ?? frameUpdate(update), from: seat, counts, owners });
    return null;
  }

  /** The update is not applied: pending structs would reach others. The client's step 2 brings all that is missing. */
  #askForMissing(seat: Seat): CloseName | null {
    if (seat.owed > MOST_OWED) return 'overloaded';
    seat.owed += 1;
    if (seat.owed === 1) this.#ask(seat);
    return null;
  }

  /** How many sync messages are saved with this one: none while an earlier one is refused, all with the step 2 after. */
  #counted(seat: Seat, isStep2: boolean): number {
    if (seat.owed === 0) return 1;
    const owed = seat.owed;
    seat.owed = isStep2 ? 0 : owed + 1;
    return isStep2 ? owed + 1 : 0;
  }

  /** Asks what the server lacks. */
  #ask(seat: Seat): void {
    const message = frameStep1(Y.encodeStateVector(this.#document.ends()));
    this.#queue.push({ kind: 'question', to: seat, message });
  }

  /** Remembers what the session was sent before it fell behind, so that one difference can make it good. */
  #fallBehind(seat: Seat): void {
    if (seat.lacks !== null || !seat.joined) return;
    const ends = this.#document.ends();
    for (const { update } of this.#queue.undelivered()) {
      for (const [clientId, clock] of startsOf(update))
        ends.set(clientId, Math.min(clock, ends.get(clientId) ?? clock));
    }
    seat.lacks = ends;
    seat.joined = false;
  }

  #pushOwn(update: Uint8Array): void {
    const owners = this.#serverIdIsOurs ? [] : this.#ids.reserve(this.#document.clientId);
    this.#serverIdIsOurs = true;
    this.#push({ kind: 'update', update, message: frameUpdate(update), from: null, counts: 0, owners });
  }

  #push(item: Extract<Queued, { kind: 'update' }>): void {
    this.#size.grow(item.update.length);
    this.#queue.push(item);
    this.#rest();
  }

  /** Lets go, a while after the last change, of what only busy rooms need. */
  #rest(): void {
    if (this.#resting) return;
    this.#resting = true;
    this.#parts.later(() => {
      this.#resting = false;
      if (!this.#closed && this.#document.rest()) this.#rest();
    }, REST_MS);
  }

  #fail(error: unknown): void {
    this.close('overloaded');
    this.#parts.failed(this, error);
  }
}

/** The first clock of each client's structs in an update. */
function startsOf(update: Uint8Array): Map<number, number> {
  return Y.parseUpdateMeta(update).from;
}
