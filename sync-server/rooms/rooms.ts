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
import { Turns } from './gradual/turns.ts';
import { type LoadRoomParts, loadRoom } from './load-room.ts';
import { type Room, RoomClosed, type RoomParts } from './room.ts';
import { RoomMetrics } from './room-metrics.ts';
import { StorageGate } from './storage-gate.ts';

export interface RoomsParts extends LoadRoomParts {
  readonly migrations: readonly Migration[];
  readonly metrics: Metrics;
  readonly limits: Limits;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  /** Calls `task` after `ms`; must not keep the process alive. */
  later(task: () => void, ms: number): void;
}

interface Open {
  readonly room: Promise<Room>;
  /** The room once it is there. */
  opened: Room | null;
  users: number;
}

/** The boards that are live in this process. Each is opened once, however many sessions join at the same time. */
export class Rooms {
  readonly #parts: RoomsParts;
  readonly #roomParts: RoomParts;
  readonly #checkpoints: Checkpoints;
  readonly #metrics: RoomMetrics;
  readonly #gate: StorageGate;
  readonly #open = new Map<BoardId, Open>();
  /** Rooms that were dropped before their last appends ended; the board opens again only after these. */
  readonly #leaving = new Map<BoardId, Promise<void>>();
  /** Deleted boards: a request that was admitted just before the deletion must not write to them again. */
  readonly #deleted = new Set<BoardId>();
  #stopping = false;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
    this.#checkpoints = new Checkpoints(parts.logger, parts.metrics);
    this.#metrics = new RoomMetrics(parts.metrics);
    this.#gate = new StorageGate(parts);
    this.#roomParts = {
      log: parts.log,
      migrations: parts.migrations,
      limits: parts.limits,
      guard: parts.guard,
      clock: new CommitClock(
        parts.limits.commitWindowMs,
        () => parts.monotonic(),
        (ms) => this.#metrics.ticked(ms),
      ),
      now: () => parts.now(),
      monotonic: () => parts.monotonic(),
      later: (task, ms) => parts.later(task, ms),
      turns: new Turns(() => parts.monotonic()),
      writable: () => this.#gate.isOpen,
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
   * Rejects with LogCorrupt, LogUnavailable, BoardSetAside, or RoomClosed when the board was deleted or the server is stopping.
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
    if (open?.opened !== room) return; // it was given up meanwhile; the board's new room counts its own users
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

  /** Sets the gauges to their current values. */
  observe(): void {
    const rooms = Array.from(this.#open.values(), ({ opened }) => opened);
    this.#metrics.observe(rooms, this.#parts.monotonic());
  }

  /** Finds out whether the storage accepts writes; if it does not, boards are read-only until it does. */
  probeStorage(): void {
    this.#gate.probe();
  }

  /** Writes durably, so that changes are taken as soon as the storage is reported as ready. Throws LogUnavailable. */
  pingStorage(): Promise<void> {
    return this.#gate.ping();
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

  /** Closes every session; resolves when every update received is durable, or its storage has failed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const rooms = await Promise.allSettled([...this.#open.values()].map(({ room }) => room));
    const open = rooms.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    // Flushed first, so that members get their acknowledgements before they are disconnected.
    await Promise.allSettled(open.map((room) => room.flush()));
    for (const room of open) {
      room.close('restarting');
      this.#drop(room);
    }
    await Promise.allSettled(this.#leaving.values());
  }

  #start(boardId: BoardId): Open {
    const open: Open = { room: this.#load(boardId), opened: null, users: 0 };
    this.#open.set(boardId, open);
    open.room.then(
      (room) => {
        open.opened = room;
      },
      () => undefined, // acquire rejects with it
    );
    return open;
  }

  async #load(boardId: BoardId): Promise<Room> {
    await this.#leaving.get(boardId);
    return loadRoom(boardId, this.#parts, this.#roomParts);
  }

  #committed(room: Room, updates: number, bytes: number): void {
    this.#metrics.committed(updates, bytes);
    if (room.wantsCheckpoint) void this.#checkpoints.fold(room);
  }

  #failed(room: Room, error: unknown): void {
    const { logger, metrics } = this.#parts;
    const { boardId } = room;
    if (error instanceof LogUnavailable) this.#gate.failed();
    else reportUnexpected(logger, metrics, { where: 'room', error, board: boardId });
    logger.error({ err: error, board: boardId }, 'a board was given up and is loaded again from its log');
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
    // A room that was dropped earlier can still fail; by then the board may have a new room.
    if (this.#open.get(boardId)?.opened === room) this.#open.delete(boardId);
    const gone = room.flush().then(
      () => undefined,
      () => undefined, // the queue has reported the failure; only the end matters here
    );
    const left = gone.then(() => {
      if (this.#leaving.get(boardId) === left) this.#leaving.delete(boardId);
    });
    this.#leaving.set(boardId, left);
  }
}
