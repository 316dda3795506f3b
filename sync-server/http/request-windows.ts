import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';

/** More addresses than this are not remembered at once: their number is the senders' choice. */
const MOST_ADDRESSES = 100_000;

interface Window {
  count: number;
  readonly endsAt: number;
}

type Done = (error: Error | null, result?: { current: number; ttl: number }) => void;

/**
 * The class that @fastify/rate-limit counts requests with, on a clock that only grows. The class that it brings reads
 * the time of day: after that is set back by an hour, an exceeded window lasts the hour.
 */
export function requestWindows(monotonic: () => number): FastifyRateLimitStoreCtor {
  return class extends RequestWindows {
    constructor() {
      super(monotonic);
    }
  };
}

class RequestWindows implements FastifyRateLimitStore {
  readonly #monotonic: () => number;
  /** In the order in which they began, which is the order in which they end: all have the same length. */
  readonly #windows = new Map<string, Window>();

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  incr(address: string, done: Done, windowMs: number): void {
    const now = this.#monotonic();
    this.#forget(now);
    let window = this.#windows.get(address);
    if (window === undefined) {
      window = { count: 0, endsAt: now + windowMs };
      this.#windows.set(address, window);
    }
    window.count += 1;
    done(null, { current: window.count, ttl: window.endsAt - now });
  }

  /** A route with a rate of its own is counted apart. */
  child(): RequestWindows {
    return new RequestWindows(this.#monotonic);
  }

  #forget(now: number): void {
    for (const [address, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size < MOST_ADDRESSES) return;
      this.#windows.delete(address);
    }
  }
}
