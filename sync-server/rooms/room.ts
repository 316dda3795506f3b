import type * as Y from 'yjs';
import type { Board } from '#board/board';
import type { BoardId } from '#board/ids';
import type { Migration } from '#board/schema/migrations';
import { type SchemaState, schemaStateOf } from '#board/schema/schema-version';
import type { CloseName } from '#protocol/close-codes';
import type { Frame } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import { type BoardLog, type LoadedLog, LogUnavailable } from '../storage/board-log.ts';
import { BoardDocument } from './board-document.ts';
import { ClientIds } from './client-ids.ts';
import type { CommitClock } from './commit-clock.ts';
import { CommitQueue } from './commit-queue.ts';
import { deliver, sendSaved } from './delivery.ts';
import { DocumentSize } from './document-size.ts';
import type { Turns } from './gradual/turns.ts';
import { Intake, type Received } from './intake.ts';
import { Joiners } from './joiners.ts';
import type { Refusal } from './judge.ts';
import type { LoadGuard } from './load-guard.ts';
import { LogTail } from './log-tail.ts';
import type { Seat } from './seat.ts';
import { Seats } from './seats.ts';
import type { Session } from './session.ts';
import { SharedReading } from './shared-reading.ts';

export interface RoomParts {
  readonly log: BoardLog;
  /** The steps that bring an older board up to date. */
  readonly migrations: readonly Migration[];
  readonly limits: Limits;
  readonly clock: CommitClock;
  readonly guard: Pick<LoadGuard, 'during'>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
  /** Shared by all rooms: their long work takes turns. */
  readonly turns: Turns;
  /** Whether the log accepts writes. While it does not, changes are refused before they are applied. */
  writable(): boolean;
  /** A commit group of a room is on disk. */
  committed(room: Room, updates: number, bytes: number): void;
  /** An update was refused. */
  refused(reason: Refusal): void;
  /** A commit failed, or memory may no longer match the log: the board must be loaded again. */
  failed(room: Room, error: unknown): void;
}

export interface RoomState {
  /** The board's log is damaged: the sound part is read-only, and every change is refused. */
  readonly setAside: boolean;
  /** The data folder was once restored from a backup. */
  readonly isRestored: boolean;
}

/** The board takes no more edits: it was deleted, its storage failed, its log is damaged, or the server is stopping. */
export class RoomClosed extends Error {
  override readonly name = 'RoomClosed';
}

const REST_MS = 5_000;
/** Bytes from which a message is work that may end the process. Marking each letter would cost more than the letter. */
const HEAVY_BYTES = 16 * 1024;

/**
 * A board that is live in this process. A change is judged by the roots it touches and the client ids it uses before it
 * has any effect (I5), and is sent to others only through the commit queue (I1).
 */
export class Room {
  readonly boardId: BoardId;
  /** The board's log is damaged: the sound part is read-only, and every change is refused. */
  readonly setAside: boolean;
  readonly #parts: RoomParts;
  readonly #document: BoardDocument;
  readonly #ids: ClientIds;
  readonly #queue: CommitQueue;
  readonly #seats: Seats;
  readonly #joiners: Joiners;
  readonly #tail: LogTail;
  readonly #intake: Intake;
  readonly #size: DocumentSize;
  readonly #reading: SharedReading;
  #resting = false;
  #closed = false;

  /** Throws if the log's updates cannot be applied; the room must then not open (I3). */
  constructor(boardId: BoardId, doc: Y.Doc, loaded: LoadedLog, { setAside, isRestored }: RoomState, parts: RoomParts) {
    this.boardId = boardId;
    this.setAside = setAside;
    this.#parts = parts;
    this.#document = new BoardDocument(doc, parts.limits, (faults) => this.#intake.repairBatch(faults));
    this.#ids = new ClientIds({
      owners: loaded.owners,
      count: this.#document.doc.store.clients.size,
      isRestored,
      limits: parts.limits,
      isNew: (clientId) => this.#document.isNew(clientId),
    });
    this.#tail = new LogTail(boardId, loaded, parts.log, parts.limits);
    this.#queue = new CommitQueue({
      clock: parts.clock,
      monotonic: () => parts.monotonic(),
      append: (updates, bytes, owners) => this.#tail.append(updates, bytes, owners, parts.now()),
      deliver: (group, updates, bytes) => {
        if (updates > 0) parts.committed(this, updates, bytes);
        deliver(group, this.#seats.all(), (seat) => this.#joiners.fallBehind(seat));
      },
      fail: (error) => this.#fail(error),
    });
    this.#joiners = new Joiners({
      document: this.#document,
      queue: this.#queue,
      mostClientIds: () => Math.max(parts.limits.clientIdsPerBoard, this.#ids.count),
      monotonic: () => parts.monotonic(),
      later: (task, ms) => parts.later(task, ms),
    });
    this.#seats = new Seats({
      ids: this.#ids,
      limits: parts.limits,
      later: (task, ms) => parts.later(task, ms),
      left: (seat) => {
        this.#joiners.remove(seat);
        this.#intake.forget(seat);
      },
    });
    this.#reading = new SharedReading({
      doc: () => this.#document.doc,
      during: (work) => parts.guard.during(boardId, work),
      monotonic: () => parts.monotonic(),
      later: (task, ms) => parts.later(task, ms),
    });
    this.#size = new DocumentSize(
      () => this.#document.doc,
      loaded.bytes,
      parts.limits.documentBytes,
      () => parts.monotonic(),
    );
    this.#intake = new Intake({
      document: this.#document,
      ids: this.#ids,
      size: this.#size,
      limits: parts.limits,
      setAside,
      isRestored,
      push: (item) => {
        this.#queue.push(item);
        if (item.kind === 'update') this.#rest();
      },
      waitingBytes: () => (parts.writable() ? this.#queue.bytes : Number.POSITIVE_INFINITY),
      flush: () => this.#queue.flush(),
      isSeated: (seat) => !this.#closed && this.#seats.of(seat.session) === seat,
      turns: parts.turns,
      heavy: (work) => parts.guard.during(boardId, work),
      refused: (reason) => parts.refused(reason),
      failed: (error) => this.#fail(error),
    });
  }

  /** Sessions that are connected. */
  get size(): number {
    return this.#seats.size;
  }

  /** When a change was last stored, milliseconds since 1970; null if the board is as it was created. */
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

  /** When the oldest update that is not on disk arrived, on the monotonic clock; null if all are. */
  get unsavedSince(): number | null {
    return this.#queue.unsavedSince;
  }

  /** How the board's schema compares to this program's. */
  get schema(): SchemaState {
    return schemaStateOf(this.#document.doc, this.#parts.migrations);
  }

  join(session: Session): void {
    const seat = this.#closed ? null : this.#seats.take(session);
    if (seat === null) session.close('overloaded');
    else this.#intake.ask(seat);
  }

  leave(session: Session): void {
    this.#seats.leave(session);
  }

  /**
   * Takes one frame of a session; `message` is the frame's bytes. Never throws: a fault closes the session. Returns null,
   * or for a large change a promise of the milliseconds that it took: until then the room takes no frame that could
   * depend on it.
   */
  receive(session: Session, frame: Frame, message: Uint8Array): Promise<number> | null {
    const seat = this.#seats.of(session);
    if (this.#closed || seat === undefined) return null;
    try {
      const take = () => this.#take(seat, frame, message);
      const isHeavy = frame.kind === 'step1' || message.length > HEAVY_BYTES;
      const taken = isHeavy ? this.#parts.guard.during(this.boardId, take) : take();
      if (taken instanceof Promise) return this.#receiveSlowly(session, taken);
      if (taken !== null) session.close(taken);
    } catch (error) {
      // An unexpected error may have left work half done: the board is loaded again from its log (decision 10).
      this.#fail(error);
    }
    return null;
  }

  async #receiveSlowly(session: Session, taken: Promise<Received>): Promise<number> {
    const { close, spentMs } = await taken;
    if (close !== null && this.#seats.of(session) !== undefined) session.close(close);
    return spentMs;
  }

  /** A session that was behind has read everything that waited for it. */
  caughtUp(session: Session): void {
    const seat = this.#seats.of(session);
    if (this.#closed || seat === undefined) return;
    this.#joiners.catchUp(seat);
    this.#seats.greet(seat);
  }

  /** Whether the document may grow by so many bytes. Edits of the server's own ask before they add something. */
  takes(bytes: number): boolean {
    return this.#size.takes(bytes);
  }

  /**
   * Makes an edit of the server's own. Resolves with the result of `change` when the edit is durable. Rejects with the
   * error that `change` threw, LogUnavailable, or RoomClosed.
   */
  async edit<T>(change: (doc: Y.Doc) => T): Promise<T> {
    if (this.#closed || this.setAside) throw new RoomClosed('the board was closed');
    if (!this.#parts.writable()) throw new LogUnavailable('the log does not accept writes');
    const { result, error, updates } = this.#parts.guard.during(this.boardId, () => this.#document.change(change));
    this.#intake.pushOwn(updates);
    if (error !== null) throw error.thrown;
    await this.#queue.flush();
    return result as T;
  }

  /** Reads the document. Resolves when everything that was read is durable. `read` must not change anything. */
  async read<T>(read: (doc: Y.Doc) => T): Promise<T> {
    const result = this.#parts.guard.during(this.boardId, () => read(this.#document.doc));
    await this.#queue.flush();
    return result;
  }

  /** The board as it reads now. Shared by all who ask until it changes. Resolves when what was read is durable. */
  async board(): Promise<Board> {
    this.#rest();
    const board = await this.#reading.read();
    await this.#queue.flush();
    return board;
  }

  /** The log is long enough for a checkpoint to pay off. */
  get wantsCheckpoint(): boolean {
    return this.#tail.isTooLong;
  }

  /** The log holds more than one entry. */
  get hasTail(): boolean {
    return this.#tail.isLong;
  }

  /** Folds the log into a checkpoint. The room goes on meanwhile; later entries stay in the log. */
  async checkpoint(): Promise<void> {
    await this.#queue.flush();
    await this.#tail.fold(this.#document.doc, this.#ids.all(), this.#parts.now());
  }

  /** Resolves when every update received so far is durable. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** Closes every session, or those of one role. Without a role the room is closed too. */
  close(reason: CloseName, role?: Session['role']): void {
    if (role === undefined) this.#closed = true;
    this.#seats.close(reason, role);
  }

  /** Returns the reason to close the session, or null; of a large change a promise of it. */
  #take(seat: Seat, frame: Frame, message: Uint8Array): CloseName | null | Promise<Received> {
    switch (frame.kind) {
      case 'step1':
        return this.#answer(seat, frame.stateVector);
      case 'step2':
        return this.#intake.receive(seat, frame.update, null);
      case 'update':
        return this.#intake.receive(seat, frame.update, message);
      case 'awareness':
        return this.#seats.hear(seat, frame.update);
      case 'queryAwareness':
        this.#seats.greet(seat);
        return null;
      case 'saved':
        seat.asked = true;
        sendSaved(seat);
        return null;
    }
  }

  #answer(seat: Seat, stateVector: Uint8Array): CloseName | null {
    const fault = this.#joiners.answer(seat, stateVector);
    if (fault !== null) return fault;
    this.#rest();
    this.#seats.greet(seat);
    return null;
  }

  /** Frees, a while after the last change, the memory that only busy rooms need. */
  #rest(): void {
    if (this.#resting) return;
    this.#resting = true;
    this.#parts.later(() => {
      this.#resting = false;
      this.#intake.calm();
      this.#reading.forget();
      if (!this.#closed && this.#document.rest()) this.#rest();
    }, REST_MS);
  }

  #fail(error: unknown): void {
    this.close('overloaded');
    this.#parts.failed(this, error);
  }
}
