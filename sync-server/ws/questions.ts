import type { Frame } from '#protocol/frames';
import type { TokenBucket } from './token-bucket.ts';

/**
 * Limits requests whose answers are many times their size: a step 1 (the whole board) and a query for everybody's
 * presence. Those that come too fast are not refused but merged: only the last one waits to be answered, and a query
 * does not replace a step 1, since the answer to that includes presence.
 */
export class Questions {
  readonly #bucket: TokenBucket;
  readonly #now: () => number;
  readonly #answer: (frame: Frame, bytes: Uint8Array) => void;
  #waiting: { readonly frame: Frame; readonly bytes: Uint8Array } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(bucket: TokenBucket, now: () => number, answer: (frame: Frame, bytes: Uint8Array) => void) {
    this.#bucket = bucket;
    this.#now = now;
    this.#answer = answer;
  }

  ask(frame: Frame, bytes: Uint8Array): void {
    if (this.#waiting !== null) {
      if (frame.kind === 'step1' || this.#waiting.frame.kind !== 'step1') this.#waiting = { frame, bytes };
      return;
    }
    const waitMs = this.#bucket.tryTake(this.#now());
    if (waitMs === 0) {
      this.#answer(frame, bytes);
      return;
    }
    this.#waiting = { frame, bytes };
    this.#wake(waitMs);
  }

  /** The connection has ended: nothing is answered any more. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#waiting = null;
  }

  #wake(waitMs: number): void {
    this.#timer = setTimeout(() => {
      const stillMs = this.#bucket.tryTake(this.#now());
      if (stillMs > 0) {
        this.#wake(stillMs); // timers may fire a little early
        return;
      }
      const waiting = this.#waiting;
      this.#waiting = null;
      if (waiting !== null) this.#answer(waiting.frame, waiting.bytes);
    }, waitMs);
    this.#timer.unref();
  }
}
