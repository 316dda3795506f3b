import * as Y from 'yjs';
import type { BoardId } from '#board/ids';
import { type SchemaState, schemaStateOf } from '#board/schema-version';
import type { CloseName } from '#protocol/close-codes';
import type { Frame } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import type { BoardLog, LoadedLog } from '../storage/board-log.ts';
import { BoardDocument } from './board-document.ts';
import { ClientIds } from './client-ids.ts';
import type { CommitClock } from './commit-clock.ts';
import { CommitQueue } from './commit-queue.ts';
import { deliver, tellSaved } from './delivery.ts';
import { DocumentSize } from './document-size.ts';
import { Intake } from './intake.ts';
import { Joiners } from './joiners.ts';
import type { Refusal } from './judge.ts';
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

const REST_MS = 5_000;
/** Client ids of which a newcomer may hold more than the server; after a restore that is all who wrote since. */
const MOST_CLAIMS = 10_000;
/** A state vector of fifty thousand client ids has 350 kB. */
const LARGEST_STATE_VECTOR = 1024 * 1024;

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
  readonly #intake: Intake;
  #resting = false;
  #closed = false;

  /** Throws where the log's updates cannot be applied; the room then must not open (I3). */
  constructor(boardId: BoardId, loaded: LoadedLog, setAside: boolean, parts: RoomParts) {
    this.boardId = boardId;
    this.setAside = setAside;
    this.#parts = parts;
    this.#document = new BoardDocument(loaded.updates, parts.limits, (faults) => this.#intake.mendBatch(faults));
    this.#ids = new ClientIds(loaded.owners);
    this.#tail = new LogTail(boardId, loaded, parts.log, parts.limits);
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
      answer: (seat, parcel) => this.#queue.push({ kind: 'answer', to: seat, parcel }),
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
    this.#intake = new Intake({
      document: this.#document,
      ids: this.#ids,
      size: new DocumentSize(() => this.#document.doc, loaded.bytes, parts.limits.documentBytes),
      limits: parts.limits,
      setAside,
      push: (item) => {
        this.#queue.push(item);
        if (item.kind === 'update') this.#rest();
      },
      waitingBytes: () => this.#queue.bytes,
      refused: (reason) => parts.refused(reason),
      failed: (error) => this.#fail(error),
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
    this.#intake.ask(seat);
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
    try {
      const fault = this.#take(seat, frame, message);
      if (fault !== null) session.close(fault);
    } catch (error) {
      // No code expects this, so nobody knows what it left half-way: the board is read anew from its log (decision 10).
      this.#fail(error);
    }
  }

  /** The reader of a session that was behind has read all that waited for it. */
  caughtUp(session: Session): void {
    const seat = this.#seats.get(session);
    if (this.#closed || seat === undefined) return;
    const { lacks } = seat;
    if (lacks === null) tellSaved(seat);
    else this.#queue.push({ kind: 'answer', to: seat, parcel: this.#document.difference(lacks) });
    this.#presence.greet(session);
  }

  /**
   * Changes the document as the server's own edit. Resolves with what `change` returned when the change is durable.
   * Rejects with what `change` threw, LogUnavailable, or RoomClosed.
   */
  async edit<T>(change: (doc: Y.Doc) => T): Promise<T> {
    if (this.#closed || this.setAside) throw new RoomClosed('the board was closed');
    const { result, error, updates } = this.#document.change(change);
    this.#intake.pushOwn(updates);
    if (error !== null) throw error.thrown;
    await this.#queue.flush();
    return result as T;
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
        return this.#intake.receive(seat, frame.update, null);
      case 'update':
        return this.#intake.receive(seat, frame.update, message);
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
    if (stateVector.length > LARGEST_STATE_VECTOR) return 'tooLarge';
    try {
      // What the client holds beyond the server under an id says that it is the one who wrote under it.
      if (!seat.joined && stateVector.length > 1) {
        for (const [clientId, end] of Y.decodeStateVector(stateVector)) {
          if (seat.claims.size === MOST_CLAIMS) break;
          if (end > this.#document.endOf(clientId)) seat.claims.add(clientId);
        }
      }
      if (stateVector.length === 1 && stateVector[0] === 0) {
        this.#joiners.add(seat);
        this.#rest();
      } else this.#queue.push({ kind: 'answer', to: seat, parcel: this.#document.answer(stateVector) });
    } catch {
      return 'unreadable'; // Yjs throws where the state vector does not read
    }
    this.#presence.greet(seat.session);
    return null;
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

  /** Lets go, a while after the last change, of what only busy rooms need. */
  #rest(): void {
    if (this.#resting) return;
    this.#resting = true;
    this.#parts.later(() => {
      this.#resting = false;
      this.#intake.calm();
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
