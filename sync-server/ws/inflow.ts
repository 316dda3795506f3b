import type { TokenBucket } from './token-bucket.ts';

export interface InflowBuckets {
  readonly messages: TokenBucket;
  readonly bytes: TokenBucket;
  /** All connections of this member, or null where it has no key. */
  readonly member: TokenBucket | null;
  /** All connections of this address. */
  readonly address: TokenBucket;
}

/** What to do with a sender: go on reading, stop reading for a while, or end it. */
export type Pace = 'go' | 'slow' | 'cut';

/** A sender who was not slowed for so long has calmed down. */
const CALM_MS = 1_000;

/**
 * How fast one connection may send. Whoever sends faster is not read from until the debt is paid; whoever goes on like
 * that, or owes more than can be paid in that time, is cut. An address is only slowed: it may be a whole office.
 */
export class Inflow {
  readonly #buckets: InflowBuckets;
  readonly #floodMs: number;
  #slowedAt: number | null = null;
  #lastSlowAt = 0;
  #pauseMs = 0;

  constructor(buckets: InflowBuckets, floodMs: number) {
    this.#buckets = buckets;
    this.#floodMs = floodMs;
  }

  /** How long not to read after 'slow', in milliseconds. */
  get pauseMs(): number {
    return this.#pauseMs;
  }

  /** Counts one message of so many bytes; pings and pongs count too. */
  take(bytes: number, nowMs: number): Pace {
    const { messages, bytes: volume, member, address } = this.#buckets;
    const own = Math.max(
      messages.take(1, nowMs),
      volume.take(bytes, nowMs),
      member === null ? 0 : member.take(1, nowMs),
    );
    const shared = address.take(1, nowMs);
    if (own === 0 && shared === 0) return 'go';
    this.#pauseMs = Math.max(own, shared);
    return own === 0 ? 'slow' : this.#judge(own, nowMs);
  }

  #judge(own: number, nowMs: number): Pace {
    if (this.#slowedAt === null || nowMs - this.#lastSlowAt > CALM_MS) this.#slowedAt = nowMs;
    this.#lastSlowAt = nowMs + own;
    return nowMs + own - this.#slowedAt > this.#floodMs ? 'cut' : 'slow';
  }
}
