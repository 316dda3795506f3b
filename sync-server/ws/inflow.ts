import type { Share } from './shared-buckets.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Buckets of messages, bytes and milliseconds of work. */
type Shared = Pick<Share, 'bucket' | 'bytes' | 'work'>;

export interface InflowBuckets {
  readonly messages: TokenBucket;
  readonly bytes: TokenBucket;
  /** Shared by all connections of the member; null if the client has no key. */
  readonly member: Shared | null;
  /** Shared by all connections of the address. */
  readonly address: Shared;
  /** Milliseconds of work. */
  readonly work: TokenBucket;
}

/** What to do with a sender: read on, stop reading for a while, or close the connection. */
export type Pace = 'go' | 'slow' | 'cut';

/** A sender that has owed nothing for this long starts afresh. */
const CALM_MS = 1_000;

/**
 * Limits how fast one connection may send. A sender over its rate is not read from until its debt is paid. One that
 * stays over it for `floodMs`, or owes more than it could pay in that time, is cut. The address's rate only slows: it
 * may be that of a whole office.
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

  /** After 'slow': how long to stop reading, in milliseconds. */
  get pauseMs(): number {
    return this.#pauseMs;
  }

  /** Counts one message, which may be a ping or pong, and says what to do with the sender. */
  take(bytes: number, nowMs: number): Pace {
    const { messages, bytes: volume, member, address } = this.#buckets;
    const own = Math.max(
      messages.take(1, nowMs),
      volume.take(bytes, nowMs),
      member === null ? 0 : member.bucket.take(1, nowMs),
      member?.bytes?.take(bytes, nowMs) ?? 0,
    );
    const shared = Math.max(address.bucket.take(1, nowMs), address.bytes?.take(bytes, nowMs) ?? 0);
    if (own === 0 && shared === 0) return 'go';
    this.#pauseMs = Math.max(own, shared);
    return own === 0 ? 'slow' : this.#judge(own, nowMs);
  }

  /** Counts the time that a message has cost, and says what to do with its sender. */
  charge(ms: number, nowMs: number): Pace {
    const { work, member } = this.#buckets;
    const own = Math.max(work.take(ms, nowMs), member?.work?.take(ms, nowMs) ?? 0);
    this.#pauseMs = own;
    return own === 0 ? 'go' : this.#judge(own, nowMs);
  }

  #judge(own: number, nowMs: number): Pace {
    if (this.#slowedAt === null || nowMs - this.#lastSlowAt > CALM_MS) this.#slowedAt = nowMs;
    this.#lastSlowAt = nowMs + own;
    return nowMs + own - this.#slowedAt > this.#floodMs ? 'cut' : 'slow';
  }
}
