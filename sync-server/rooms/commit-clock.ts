/**
 * When rooms commit. All rooms share one clock, so that one write and one flush of the disk serve whatever they have
 * gathered: at once where nothing was committed for a while, and else a window after the commit before. A commit that
 * takes longer than the window lets the next one wait.
 */
export class CommitClock {
  readonly #windowMs: number;
  readonly #monotonic: () => number;
  readonly #ticked: (ms: number) => void;
  #waiting: (() => Promise<void>)[] = [];
  #running = false;
  #startedAt = Number.NEGATIVE_INFINITY;

  /** `monotonic`: milliseconds that only grow. `ticked` is told how long each commit took. */
  constructor(windowMs: number, monotonic: () => number, ticked: (ms: number) => void) {
    this.#windowMs = windowMs;
    this.#monotonic = monotonic;
    this.#ticked = ticked;
  }

  /** Calls `commit`, which must not reject, at the next tick. */
  next(commit: () => Promise<void>): void {
    this.#waiting.push(commit);
    if (!this.#running) this.#wait();
  }

  #wait(): void {
    this.#running = true;
    const pause = this.#startedAt + this.#windowMs - this.#monotonic();
    // Not before the messages that have arrived with this one are read: they share the commit.
    if (pause <= 0.5) setImmediate(() => void this.#tick());
    else setTimeout(() => void this.#tick(), pause);
  }

  async #tick(): Promise<void> {
    const commits = this.#waiting;
    this.#waiting = [];
    this.#startedAt = this.#monotonic();
    const ended = await Promise.allSettled(commits.map((commit) => commit()));
    this.#running = false;
    this.#ticked(this.#monotonic() - this.#startedAt);
    if (this.#waiting.length > 0) this.#wait();
    // A room could not even be given up: nobody knows what it left behind. Thrown where nobody catches it (decision 10).
    for (const one of ended) {
      if (one.status === 'rejected') {
        queueMicrotask(() => {
          throw one.reason;
        });
      }
    }
  }
}
