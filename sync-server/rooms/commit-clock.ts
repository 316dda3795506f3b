/**
 * Decides when rooms commit. All rooms share one clock, so that one disk write and one flush serve everything they have
 * gathered. A commit starts at once if none started within the window, otherwise one window after the previous one
 * started, and never before that one has ended.
 */
export class CommitClock {
  readonly #windowMs: number;
  readonly #monotonic: () => number;
  readonly #ticked: (ms: number) => void;
  #waiting: (() => Promise<void>)[] = [];
  #running = false;
  #startedAt = Number.NEGATIVE_INFINITY;

  /** `monotonic`: milliseconds that only grow. `ticked` is called after each commit with its duration. */
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
    // setImmediate: messages that arrived together with this one are read first and share the commit.
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
    // A commit rejects only if its room could not even be given up, so its state is unknown. Thrown uncaught, which ends
    // the process (decision 10).
    for (const one of ended) {
      if (one.status === 'rejected') {
        queueMicrotask(() => {
          throw one.reason;
        });
      }
    }
  }
}
