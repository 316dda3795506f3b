import type { Metrics } from '../observe/metrics.ts';
import type { Room } from './room.ts';

/** Reports commits and the state of all rooms as metrics. */
export class RoomMetrics {
  readonly #metrics: Metrics;
  /** Commits since the last tick. Plain numbers: counting in the metrics for each board would cost more than to commit. */
  readonly #sinceTick = { updates: 0, bytes: 0 };

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  /** Counts one room's commit. */
  committed(updates: number, bytes: number): void {
    this.#sinceTick.updates += updates;
    this.#sinceTick.bytes += bytes;
  }

  /** Reports everything committed since the last tick. `ms`: how long this tick's commits took together. */
  ticked(ms: number): void {
    const { updates, bytes } = this.#sinceTick;
    if (updates === 0) return;
    this.#metrics.updates.inc(updates);
    this.#metrics.updateBytes.inc(bytes);
    this.#metrics.groupSize.observe(updates);
    this.#metrics.commitSeconds.observe(ms / 1000);
    Object.assign(this.#sinceTick, { updates: 0, bytes: 0 });
  }

  /** Sets the gauges. `rooms`: every room in memory, null for one that is still loading. `now`: on the monotonic clock. */
  observe(rooms: readonly (Room | null)[], now: number): void {
    let bytes = 0;
    let since = Number.POSITIVE_INFINITY;
    let setAside = 0;
    for (const room of rooms) {
      if (room?.setAside) setAside += 1;
      bytes += room?.queueBytes ?? 0;
      since = Math.min(since, room?.unsavedSince ?? Number.POSITIVE_INFINITY);
    }
    this.#metrics.rooms.set(rooms.length);
    this.#metrics.queueBytes.set(bytes);
    this.#metrics.setAside.set(setAside);
    this.#metrics.unsavedSeconds.set(Math.max(0, (now - since) / 1000));
  }
}
