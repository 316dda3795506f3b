/** The work of one turn, in milliseconds: a turn then ends after this and the last slice. */
const TURN_MS = 10;

/**
 * Lets long work of many boards go on side by side: in each turn of the event loop a little of one board's, so that what
 * others send is taken in between. Whoever asks again comes after all who wait.
 */
export class Turns {
  readonly #monotonic: () => number;
  readonly #waiting: (() => void)[] = [];

  /** `monotonic`: milliseconds that only grow. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Begins long work. Await `next` of what is returned before the first slice and between slices. */
  begin(): LongWork {
    return new LongWork(this.#monotonic, () => this.#turn());
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#run);
    });
  }

  readonly #run = (): void => {
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) setImmediate(this.#run);
  };
}

/** Work in slices of at most a few milliseconds each. */
export class LongWork {
  readonly #monotonic: () => number;
  readonly #turn: () => Promise<void>;
  #began: number | null = null;
  /** How long the slices took, without waiting, in milliseconds. */
  spentMs = 0;

  constructor(monotonic: () => number, turn: () => Promise<void>) {
    this.#monotonic = monotonic;
    this.#turn = turn;
  }

  /** Resolves when the next slice may be done: at once if this turn has time left. */
  async next(): Promise<void> {
    if (this.#began !== null) {
      const took = this.#monotonic() - this.#began;
      if (took < TURN_MS) return;
      this.spentMs += took;
    }
    await this.#turn();
    this.#began = this.#monotonic();
  }

  /** Waits for something else than a turn. */
  async pause(until: Promise<unknown>): Promise<void> {
    this.end();
    await until;
  }

  /** Goes through slices that are made as they are asked for. */
  async through<T>(slices: Iterable<T>, visit: (slice: T) => void = () => undefined): Promise<void> {
    await this.next();
    for (const slice of slices) {
      visit(slice);
      await this.next();
    }
  }

  /** The work is over for now. */
  end(): void {
    if (this.#began !== null) this.spentMs += this.#monotonic() - this.#began;
    this.#began = null;
  }
}
