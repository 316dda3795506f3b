/**
 * A token bucket that can go into debt: it fills by `perSecond` up to `burst`, and taking more than is left must be paid
 * off by waiting. Every `nowMs` is in milliseconds that only grow.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#left = burst;
    this.#at = nowMs;
  }

  /** Takes `count` tokens, going into debt if need be. Returns the milliseconds until the debt is paid; 0 if there is none. */
  take(count: number, nowMs: number): number {
    this.#fill(nowMs);
    this.#left -= count;
    return this.#left >= 0 ? 0 : -this.#left / this.#perMs;
  }

  /** Takes one token if there is one. Returns 0 if it was taken, otherwise the milliseconds until there is one. */
  tryTake(nowMs: number): number {
    this.#fill(nowMs);
    if (this.#left < 1) return (1 - this.#left) / this.#perMs;
    this.#left -= 1;
    return 0;
  }

  /** It is as full as a new one. */
  isFull(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#left === this.#burst;
  }

  #fill(nowMs: number): void {
    const left = this.#left + (nowMs - this.#at) * this.#perMs;
    this.#left = left < this.#burst ? left : this.#burst;
    this.#at = nowMs;
  }
}
