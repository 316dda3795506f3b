import { TokenBucket } from './token-bucket.ts';

/** What the connections of one member or one address share. */
export interface Share {
  readonly bucket: TokenBucket;
  holders: number;
  /** Bytes received of messages that are not complete. */
  unfinishedBytes: number;
}

/**
 * One bucket for all connections of a member or an address. A connection keeps a reference to its bucket, so a message
 * costs no lookup. A bucket outlives its connections until it is full again, so reconnecting gains nothing.
 */
export class SharedBuckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #entries = new Map<string, Share>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** The share of this key. Each call needs one {@link release}. */
  hold(key: string, nowMs: number): Share {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { bucket: new TokenBucket(this.#perSecond, this.#burst, nowMs), holders: 0, unfinishedBytes: 0 };
      this.#entries.set(key, entry);
    }
    entry.holders += 1;
    return entry;
  }

  release(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.holders -= 1;
  }

  /** How many connections hold the share of this key. */
  holders(key: string): number {
    return this.#entries.get(key)?.holders ?? 0;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** Forgets buckets that are full and that nobody holds. Call it every few seconds. */
  sweep(nowMs: number): void {
    for (const [key, { bucket, holders }] of this.#entries) {
      if (holders === 0 && bucket.isFull(nowMs)) this.#entries.delete(key);
    }
  }
}
