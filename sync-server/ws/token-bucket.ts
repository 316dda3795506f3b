/**
 * Fills by so much per second, up to a burst. Whoever takes more than is there is in debt until it has filled again.
 * Time is an argument: milliseconds that only grow.
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

  /** Takes so many, into debt if need be. Returns the milliseconds until the debt is paid; 0 where there is none. */
  take(count: number, nowMs: number): number {
    this.#fill(nowMs);
    this.#left -= count;
    return this.#left >= 0 ? 0 : -this.#left / this.#perMs;
  }

  /** Takes one if it is there. Returns the milliseconds until it will be; 0 where it was taken. */
  tryTake(nowMs: number): number {
    this.#fill(nowMs);
    if (this.#left < 1) return (1 - this.#left) / this.#perMs;
    this.#left -= 1;
    return 0;
  }

  /** Nothing was taken for so long that it is as new. */
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
