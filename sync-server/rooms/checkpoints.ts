import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Room } from './room.ts';

/** Folds the logs of rooms into checkpoints, at most one per room at a time. */
export class Checkpoints {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #underWay = new Set<Room>();

  constructor(logger: Logger, metrics: Metrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Never rejects: a failed checkpoint loses nothing. The log stays as it was, and the next checkpoint folds more. */
  async fold(room: Room): Promise<void> {
    if (this.#underWay.has(room) || room.setAside) return;
    this.#underWay.add(room);
    try {
      await room.checkpoint();
      this.#metrics.checkpoints.inc();
    } catch (error) {
      this.#logger.warn({ err: error, board: room.boardId }, 'a log could not be folded into a checkpoint');
    } finally {
      this.#underWay.delete(room);
    }
  }
}
