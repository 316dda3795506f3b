import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId } from '#board/ids';
import { type SchemaState, schemaStateOf } from '#board/schema-version';
import type { CloseName } from '#protocol/close-codes';
import { type Frame, frameStep1, frameStep2, frameUpdate } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import type { BoardLog, LoadedLog } from '../storage/board-log.ts';
import { CommitQueue } from './commit-queue.ts';
import { Delivery } from './delivery.ts';
import { DocumentSize } from './document-size.ts';
import { judge } from './judge.ts';
import { LogTail } from './log-tail.ts';
import { RoomPresence } from './presence.ts';
import type { Session } from './session.ts';

export interface RoomParts {
  readonly log: BoardLog;
  readonly limits: Limits;
  /** Milliseconds since 1970. */
  now(): number;
  later(task: () => void, ms: number): void;
  /** A commit group of a room is on disk. */
  committed(updates: number, bytes: number): void;
  /** The storage did not take a commit, or memory is no longer what the log says: the room must be loaded again. */
  failed(room: Room, error: unknown): void;
}

/** The board was closed while somebody worked on it: deleted, or its storage failed. */
export class RoomClosed extends Error {
  override readonly name = 'RoomClosed';
}

/** Sync messages that may build upon something missing before the session is told to start anew. */
const MOST_OWED = 500;

/**
 * A board that is live in this process. A change is judged by the roots that it touches before it is applied (I5),
 * and leaves for anybody only behind the commit queue (I1).
 */
export class Room {
  readonly boardId: BoardId;
  readonly #parts: RoomParts;
  readonly #doc: Y.Doc;
  readonly #queue: CommitQueue;
  readonly #delivery = new Delivery();
  readonly #presence: RoomPresence;
  /** How many sync messages of a session wait for the step 2 that brings what an update of theirs built upon. */
  readonly #owed = new Map<Session, number>();
  readonly #tail: LogTail;
  readonly #size: DocumentSize;
  #closed = false;

  /** Throws where the log's updates cannot be applied; the room then must not open (I3). */
  constructor(boardId: BoardId, loaded: LoadedLog, parts: RoomParts) {
    this.boardId = boardId;
    this.#parts = parts;
    this.#doc = createBoardDoc();
    this.#doc.transact(() => {
      for (const update of loaded.updates) Y.applyUpdate(this.#doc, update);
    });
    this.#tail = new LogTail(boardId, loaded, parts.log, parts.limits);
    this.#size = new DocumentSize(this.#doc, loaded.bytes, parts.limits.documentBytes);
    this.#presence = new RoomPresence({
      windowMs: parts.limits.presenceWindowMs,
      maxBytes: parts.limits.presenceBytes,
      later: (task, ms) => parts.later(task, ms),
    });
    this.#queue = new CommitQueue({
      append: (updates) => this.#append(updates),
      deliver: (group) => this.#delivery.deliver(group),
      fail: (error) => {
        this.close('overloaded');
        this.#parts.failed(this, error);
      },
    });
  }

  /** Sessions that are connected. */
  get size(): number {
    return this.#delivery.size;
  }

  /** When a change was last stored, milliseconds since 1970; null when the board is as it was made. */
  get changedAt(): number | null {
    return this.#tail.changedAt;
  }

  get closed(): boolean {
    return this.#closed;
  }

  join(session: Session): void {
    if (this.#closed || this.size >= this.#parts.limits.sessionsPerBoard) {
      session.close('overloaded');
      return;
    }
    this.#delivery.add(session);
    this.#presence.add(session);
    this.#queue.push({ kind: 'answer', to: session, message: this.#step1(), joins: false });
  }

  leave(session: Session): void {
    this.#delivery.remove(session);
    this.#presence.remove(session);
    this.#owed.delete(session);
  }

  /** A session that was behind has read all that waited: it is sent one difference. */
  caughtUp(session: Session): void {
    if (this.#closed) return;
    const message = frameStep2(Y.encodeStateAsUpdate(this.#doc));
    this.#queue.push({ kind: 'answer', to: session, message, joins: true });
    this.#presence.greet(session);
  }

  /** Takes one frame of a session; `message` are the bytes it came in. Never throws: a fault closes the session. */
  receive(session: Session, frame: Frame, message: Uint8Array): void {
    if (this.#closed) return;
    const fault = this.#take(session, frame, message);
    if (fault !== null) session.close(fault);
  }

  /**
   * Changes the document as the server's own edit. Resolves with what `change` returned when the change is durable.
   * Rejects with what `change` threw, LogUnavailable, or RoomClosed.
   */
  async edit<T>(change: (doc: Y.Doc) => T): Promise<T> {
    if (this.#closed) throw new RoomClosed('the board was closed');
    const updates: Uint8Array[] = [];
    const gather = (update: Uint8Array) => updates.push(update);
    this.#doc.on('update', gather);
    let result: T;
    try {
      result = this.#doc.transact(() => change(this.#doc), 'server');
    } finally {
      this.#doc.off('update', gather);
      for (const update of updates) this.#push(update, frameUpdate(update), null, 0);
    }
    await this.#queue.flush();
    return result;
  }

  /** How the board's schema stands to this program's. */
  get schema(): SchemaState {
    return schemaStateOf(this.#doc);
  }

  /** Reads the document. Resolves when all that was read is durable. `read` must not change anything. */
  async read<T>(read: (doc: Y.Doc) => T): Promise<T> {
    const result = read(this.#doc);
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
    await this.#tail.fold(this.#doc, this.#parts.now());
  }

  /** Resolves when all that came in is durable. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** Closes every session, or those of one role. Without a role the room takes nothing more. */
  close(reason: CloseName, role?: Session['role']): void {
    if (role === undefined) this.#closed = true;
    for (const session of [...this.#delivery.sessions]) {
      if (role !== undefined && session.role !== role) continue;
      this.leave(session);
      session.close(reason);
    }
  }

  /** Why the session must be closed for this frame, or null. */
  #take(session: Session, frame: Frame, message: Uint8Array): CloseName | null {
    switch (frame.kind) {
      case 'step1':
        return this.#answer(session, frame.stateVector);
      case 'step2':
        return this.#takeUpdate(session, frame.update, null);
      case 'update':
        return this.#takeUpdate(session, frame.update, message);
      case 'awareness': {
        const heard = this.#presence.hear(session, frame.update);
        return heard === 'taken' ? null : heard;
      }
      case 'queryAwareness':
        this.#presence.greet(session);
        return null;
      case 'saved':
        this.#delivery.askSaved(session);
        return null;
    }
  }

  #answer(session: Session, stateVector: Uint8Array): CloseName | null {
    let update: Uint8Array;
    try {
      update = Y.encodeStateAsUpdate(this.#doc, stateVector);
    } catch {
      return 'unreadable'; // Yjs throws where the state vector does not read
    }
    this.#queue.push({ kind: 'answer', to: session, message: frameStep2(update), joins: true });
    this.#presence.greet(session);
    return null;
  }

  /** `message`: the frame that the update came in, if it may go to others as it is. */
  #takeUpdate(session: Session, update: Uint8Array, message: Uint8Array | null): CloseName | null {
    const verdict = judge(this.#doc, update, session.role);
    const isStep2 = message === null;
    if (verdict === 'unreadable' || verdict === 'notAllowed') return verdict;
    if (verdict === 'missing') return this.#askForMissing(session);
    if (verdict === 'nothing') {
      this.#queue.push({ kind: 'nothing', from: session, counts: this.#counted(session, isStep2) });
      return null;
    }
    if (!this.#size.takes(update.length)) return 'tooLarge';
    if (this.#queue.bytes > this.#parts.limits.queueBytes) return 'overloaded';
    try {
      Y.applyUpdate(this.#doc, update, session);
    } catch (error) {
      // Half applied: what is in memory is not what the log says, so this room must not go on.
      this.close('overloaded');
      this.#parts.failed(this, error);
      return 'unreadable';
    }
    this.#push(update, message ?? frameUpdate(update), session, this.#counted(session, isStep2));
    return null;
  }

  /** The update is not applied: pending structs would reach others. The client's step 2 brings all that is missing. */
  #askForMissing(session: Session): CloseName | null {
    const owed = this.#owed.get(session) ?? 0;
    if (owed > MOST_OWED) return 'overloaded';
    this.#owed.set(session, owed + 1);
    if (owed === 0) this.#queue.push({ kind: 'answer', to: session, message: this.#step1(), joins: false });
    return null;
  }

  /** How many sync messages are saved with this one: none while an earlier one is refused, all with the step 2 after. */
  #counted(session: Session, isStep2: boolean): number {
    const owed = this.#owed.get(session) ?? 0;
    if (owed === 0) return 1;
    if (isStep2) this.#owed.delete(session);
    else this.#owed.set(session, owed + 1);
    return isStep2 ? owed + 1 : 0;
  }

  #step1(): Uint8Array {
    return frameStep1(Y.encodeStateVector(this.#doc));
  }

  #push(update: Uint8Array, message: Uint8Array, from: Session | null, counts: number): void {
    this.#size.grow(update.length);
    this.#queue.push({ kind: 'update', update, message, from, counts });
  }

  async #append(updates: readonly Uint8Array[]): Promise<void> {
    const bytes = await this.#tail.append(updates, this.#parts.now());
    this.#parts.committed(updates.length, bytes);
  }
}
