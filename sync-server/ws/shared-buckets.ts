import { TokenBucket } from './token-bucket.ts';

/** What the connections of one member or one address share. */
export interface Share {
  /** Of messages, or of handshakes. */
  readonly bucket: TokenBucket;
  readonly bytes: TokenBucket | null;
  /** Of milliseconds of work. */
  readonly work: TokenBucket | null;
  holders: number;
  /** Bytes received of messages that are not complete. */
  unfinishedBytes: number;
}

/** How fast a bucket fills, per second, and up to how much. */
type Rate = readonly [perSecond: number, burst: number];

/**
 * One bucket of each kind for all connections of a member or an address. A connection keeps a reference to its bucket, so a message
 * costs no lookup. A bucket outlives its connections until it is full again, so reconnecting gains nothing.
 */
export class SharedBuckets {
  readonly #make: (nowMs: number) => Pick<Share, 'bucket' | 'bytes' | 'work'>;
  readonly #entries = new Map<string, Share>();

  constructor(messages: Rate, bytes: Rate | null = null, work: Rate | null = null) {
    this.#make = (nowMs) => ({
      bucket: new TokenBucket(...messages, nowMs),
      bytes: bytes === null ? null : new TokenBucket(...bytes, nowMs),
      work: work === null ? null : new TokenBucket(...work, nowMs),
    });
  }

  /** The share of this key. Each call needs one {@link release}. */
  hold(key: string, nowMs: number): Share {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { ...this.#make(nowMs), holders: 0, unfinishedBytes: 0 };
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
    for (const [key, { bucket, bytes, work, holders }] of this.#entries) {
      const isFull = [bucket, bytes, work].every((one) => one === null || one.isFull(nowMs));
      if (holders === 0 && isFull) this.#entries.delete(key);
    }
  }
}
