import type { BoardId } from '#board/ids';
import type { Role } from '#board/roles';
import { migrateBoard } from '#board/schema-version';
import type { CloseName } from '#protocol/close-codes';
import type { Limits } from '#protocol/limits';
import { tellFault } from '../observe/faults.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { type BoardLog, type LoadedLog, LogCorrupt, LogUnavailable } from '../storage/board-log.ts';
import { CommitClock } from './commit-clock.ts';
import { Room, RoomClosed } from './room.ts';

export interface RoomsParts {
  readonly log: BoardLog;
  /** When the boards were restored from a backup, milliseconds since 1970; null: they were not. */
  readonly restoredAt: number | null;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly metrics: Metrics;
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
  readonly #clock: CommitClock;
  /** Since the clock ticked last. Plain numbers: to count for each board would cost more than to commit. */
  readonly #committed = { updates: 0, bytes: 0 };
  readonly #open = new Map<BoardId, Open>();
  /** Rooms that were dropped while their last appends were on the way; the board opens again after these. */
  readonly #leaving = new Map<BoardId, Promise<void>>();
  /** Boards that are being deleted: a call that was admitted just before must not write to them again. */
  readonly #deleted = new Set<BoardId>();
  #stopping = false;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
    this.#clock = new CommitClock(
      parts.limits.commitWindowMs,
      () => parts.monotonic(),
      (ms) => this.#ticked(ms),
    );
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
    if (open === undefined) return;
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
    for (const { opened } of this.#open.values()) {
      bytes += opened?.queueBytes ?? 0;
      since = Math.min(since, opened?.unsavedSince ?? Number.POSITIVE_INFINITY);
    }
    metrics.queueBytes.set(bytes);
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
    const { updates, bytes } = this.#committed;
    if (updates === 0) return;
    metrics.updates.inc(updates);
    metrics.updateBytes.inc(bytes);
    metrics.groupSize.observe(updates);
    metrics.commitSeconds.observe(ms / 1000);
    Object.assign(this.#committed, { updates: 0, bytes: 0 });
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
    const { log, limits, metrics, restoredAt } = this.#parts;
    const { loaded, setAside } = await this.#read(boardId);
    // What came after the backup is brought back by whoever has it, others' edits too; see decision 9.
    const isFreed = restoredAt !== null && (loaded.changedAt ?? 0) <= restoredAt && loaded.owners.length > 0;
    const room = new Room(boardId, isFreed ? { ...loaded, owners: [] } : loaded, setAside, {
      log,
      limits,
      clock: this.#clock,
      now: () => this.#parts.now(),
      monotonic: () => this.#parts.monotonic(),
      later: (task, ms) => this.#parts.later(task, ms),
      committed: (updates, bytes) => {
        this.#committed.updates += updates;
        this.#committed.bytes += bytes;
        if (room.wantsCheckpoint) void this.#checkpoint(room);
      },
      refused: (reason) => metrics.refusedUpdates.inc({ reason }),
      failed: (failed, error) => {
        const { logger } = this.#parts;
        if (!(error instanceof LogUnavailable)) tellFault(logger, metrics, { where: 'room', error, board: boardId });
        logger.error({ err: error, board: boardId }, 'a board was given up and is read anew from its log');
        metrics.failedCommits.inc();
        this.#drop(failed);
      },
    });
    if (isFreed && !setAside) await room.checkpoint();
    if (room.schema === 'newer') throw new LogUnavailable(`board ${boardId} was written by a newer version of Veivalg`);
    // An edit like any other: logged, and handed to whoever joins.
    if (room.schema === 'older' && !setAside) await room.edit((doc) => migrateBoard(doc));
    return room;
  }

  /**
   * What the log holds; where it is damaged, what of it can be trusted, and then the board is set aside: it is shown,
   * and takes nothing more until the operator has restored it. Rejects where nothing can be trusted.
   */
  async #read(boardId: BoardId): Promise<{ loaded: LoadedLog; setAside: boolean }> {
    try {
      return { loaded: await this.#parts.log.load(boardId), setAside: false };
    } catch (error) {
      if (!(error instanceof LogCorrupt) || error.sound === null) throw error;
      const { seq, changedAt } = error.sound;
      this.#parts.logger.error(
        { err: error, board: boardId, shown: seq, lastChange: changedAt },
        'a board is set aside: its log is damaged. What was stored before the damage is shown read-only; restore the board from a backup',
      );
      this.#parts.metrics.setAside.inc();
      return { loaded: error.sound, setAside: true };
    }
  }

  readonly #checkpointing = new Set<Room>();

  /** A checkpoint that fails costs nothing: the log is as it was, and the next one folds more. */
  async #checkpoint(room: Room): Promise<void> {
    if (this.#checkpointing.has(room) || room.setAside) return;
    this.#checkpointing.add(room);
    try {
      await room.checkpoint();
      this.#parts.metrics.checkpoints.inc();
    } catch (error) {
      this.#parts.logger.warn({ err: error, board: room.boardId }, 'a log could not be folded into a checkpoint');
    } finally {
      this.#checkpointing.delete(room);
    }
  }

  async #unload(room: Room): Promise<void> {
    const open = this.#open.get(room.boardId);
    if (open === undefined || open.users > 0 || (await open.room) !== room) return;
    if (room.hasTail && !room.closed) await this.#checkpoint(room);
    if (open.users === 0 && this.#open.get(room.boardId) === open) this.#drop(room);
  }

  #drop(room: Room): void {
    const { boardId } = room;
    this.#open.delete(boardId);
    if (room.setAside) this.#parts.metrics.setAside.dec();
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
