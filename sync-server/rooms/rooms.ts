import type { BoardId } from '#board/ids';
import type { Role } from '#board/roles';
import type { Migration } from '#board/schema/migrations';
import type { CloseName } from '#protocol/close-codes';
import type { Limits } from '#protocol/limits';
import type { Metrics } from '../observe/metrics.ts';
import { reportUnexpected } from '../observe/unexpected-error.ts';
import { LogUnavailable } from '../storage/board-log.ts';
import { Checkpoints } from './checkpoints.ts';
import { CommitClock } from './commit-clock.ts';
import { loadRoom, type RoomLoadParts } from './load-room.ts';
import { type Room, RoomClosed, type RoomParts } from './room.ts';

export interface RoomsParts extends RoomLoadParts {
  readonly migrations: readonly Migration[];
  readonly metrics: Metrics;
  readonly limits: Limits;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  /** Calls back after a while; must not keep the process alive. */
  later(task: () => void, ms: number): void;
}

interface Open {
  readonly room: Promise<Room>;
  /** The room once it is there. */
  opened: Room | null;
  users: number;
}

/** The boards that are live in this process, each opened once however many come at the same time. */
export class Rooms {
  readonly #parts: RoomsParts;
  readonly #roomParts: RoomParts;
  readonly #checkpoints: Checkpoints;
  /** What was committed since the clock ticked last. Plain numbers: to count for each board would cost more than to commit. */
  readonly #sinceTick = { updates: 0, bytes: 0 };
  readonly #open = new Map<BoardId, Open>();
  /** Rooms that were dropped while their last appends were on the way; the board opens again after these. */
  readonly #leaving = new Map<BoardId, Promise<void>>();
  /** Boards that are being deleted: a call that was admitted just before must not write to them again. */
  readonly #deleted = new Set<BoardId>();
  #stopping = false;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
    this.#checkpoints = new Checkpoints(parts.logger, parts.metrics);
    this.#roomParts = {
      log: parts.log,
      migrations: parts.migrations,
      limits: parts.limits,
      clock: new CommitClock(
        parts.limits.commitWindowMs,
        () => parts.monotonic(),
        (ms) => this.#ticked(ms),
      ),
      now: () => parts.now(),
      monotonic: () => parts.monotonic(),
      later: (task, ms) => parts.later(task, ms),
      committed: (room, updates, bytes) => this.#committed(room, updates, bytes),
      refused: (reason) => parts.metrics.refusedUpdates.inc({ reason }),
      failed: (room, error) => this.#failed(room, error),
    };
  }

  /** How many boards are in memory. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Opens a board and keeps it in memory until {@link release}. The room has its whole log before this resolves (I3).
   * Rejects with LogCorrupt, LogUnavailable, or RoomClosed when the board was deleted or the server is stopping.
   */
  async acquire(boardId: BoardId): Promise<Room> {
    if (this.#stopping || this.#deleted.has(boardId)) throw new RoomClosed('the board does not open any more');
    const open = this.#open.get(boardId) ?? this.#start(boardId);
    open.users += 1;
    try {
      return await open.room;
    } catch (error) {
      if (this.#open.get(boardId) === open) this.#open.delete(boardId);
      throw error;
    }
  }

  /** Ends one {@link acquire}. The last one lets the board leave memory after a while. */
  release(room: Room): void {
    const open = this.#open.get(room.boardId);
    if (open?.opened !== room) return; // it was given up meanwhile; the board's new room has users of its own
    open.users -= 1;
    if (open.users === 0) this.#parts.later(() => void this.#unload(room), this.#parts.limits.idleRoomMs);
  }

  /** Opens a board for as long as `task` takes. */
  async use<T>(boardId: BoardId, task: (room: Room) => Promise<T>): Promise<T> {
    const room = await this.acquire(boardId);
    try {
      return await task(room);
    } finally {
      this.release(room);
    }
  }

  /** Sets the figures that are true at this moment. */
  observe(): void {
    const { metrics } = this.#parts;
    metrics.rooms.set(this.size);
    let bytes = 0;
    let since = Number.POSITIVE_INFINITY;
    let setAside = 0;
    for (const { opened } of this.#open.values()) {
      if (opened?.setAside) setAside += 1;
      bytes += opened?.queueBytes ?? 0;
      since = Math.min(since, opened?.unsavedSince ?? Number.POSITIVE_INFINITY);
    }
    metrics.queueBytes.set(bytes);
    metrics.setAside.set(setAside);
    metrics.unsavedSeconds.set(Math.max(0, (this.#parts.monotonic() - since) / 1000));
  }

  /** Members connected to a board in this process. */
  async connected(boardId: BoardId): Promise<number> {
    const open = this.#open.get(boardId);
    return open === undefined ? 0 : (await open.room).size;
  }

  /** Closes the sessions of a board, or those of one role, if it is in memory. */
  async closeSessions(boardId: BoardId, reason: CloseName, role: Role): Promise<void> {
    const open = this.#open.get(boardId);
    if (open !== undefined) (await open.room).close(reason, role);
  }

  /** Takes a deleted board out of memory for good. Resolves when nothing of it is on its way to the log. */
  async forget(boardId: BoardId): Promise<void> {
    this.#deleted.add(boardId);
    const open = this.#open.get(boardId);
    if (open !== undefined) {
      const room = await open.room;
      room.close('boardDeleted');
      this.#drop(room);
    }
    await this.#leaving.get(boardId);
  }

  /** Closes every session and resolves when all that came in is durable, or the storage has failed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const rooms = await Promise.allSettled([...this.#open.values()].map(({ room }) => room));
    const open = rooms.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    // Delivered and acknowledged first, so that members know what was saved before they are sent away.
    await Promise.allSettled(open.map((room) => room.flush()));
    for (const room of open) {
      room.close('restarting');
      this.#drop(room);
    }
    await Promise.allSettled(this.#leaving.values());
  }

  #ticked(ms: number): void {
    const { metrics } = this.#parts;
    const { updates, bytes } = this.#sinceTick;
    if (updates === 0) return;
    metrics.updates.inc(updates);
    metrics.updateBytes.inc(bytes);
    metrics.groupSize.observe(updates);
    metrics.commitSeconds.observe(ms / 1000);
    Object.assign(this.#sinceTick, { updates: 0, bytes: 0 });
  }

  #start(boardId: BoardId): Open {
    const open: Open = { room: this.#load(boardId), opened: null, users: 0 };
    this.#open.set(boardId, open);
    open.room.then(
      (room) => {
        open.opened = room;
      },
      () => undefined, // whoever acquires it is told
    );
    return open;
  }

  async #load(boardId: BoardId): Promise<Room> {
    await this.#leaving.get(boardId);
    return loadRoom(boardId, this.#parts, this.#roomParts);
  }

  #committed(room: Room, updates: number, bytes: number): void {
    this.#sinceTick.updates += updates;
    this.#sinceTick.bytes += bytes;
    if (room.wantsCheckpoint) void this.#checkpoints.fold(room);
  }

  #failed(room: Room, error: unknown): void {
    const { logger, metrics } = this.#parts;
    const { boardId } = room;
    if (!(error instanceof LogUnavailable)) reportUnexpected(logger, metrics, { where: 'room', error, board: boardId });
    logger.error({ err: error, board: boardId }, 'a board was given up and is read anew from its log');
    metrics.failedCommits.inc();
    this.#drop(room);
  }

  async #unload(room: Room): Promise<void> {
    const open = this.#open.get(room.boardId);
    if (open === undefined || open.users > 0 || (await open.room) !== room) return;
    if (room.hasTail && !room.closed) await this.#checkpoints.fold(room);
    if (open.users === 0 && this.#open.get(room.boardId) === open) this.#drop(room);
  }

  #drop(room: Room): void {
    const { boardId } = room;
    // A room that left earlier can still fail; the board may be open anew by then.
    if (this.#open.get(boardId)?.opened === room) this.#open.delete(boardId);
    const gone = room.flush().then(
      () => undefined,
      () => undefined, // its failure has been told by the queue; here only the end matters
    );
    const left = gone.then(() => {
      if (this.#leaving.get(boardId) === left) this.#leaving.delete(boardId);
    });
    this.#leaving.set(boardId, left);
  }
}
