import type { Limits } from '#protocol/limits';
import { type Share, SharedBuckets } from './shared-buckets.ts';

/**
 * How many connections there are, and what those of one address and of one member share. Every `nowMs` is in
 * milliseconds that only grow.
 */
export class ConnectionLimits {
  readonly #limits: Limits;
  readonly #addresses: SharedBuckets;
  readonly #members: SharedBuckets;
  readonly #handshakes: SharedBuckets;
  /** Upgraded connections, including those not yet admitted and those still closing. */
  #open = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#addresses = new SharedBuckets(
      [limits.addressMessagesPerSecond, limits.addressMessageBurst],
      [limits.addressBytesPerSecond, limits.addressByteBurst],
    );
    this.#members = new SharedBuckets(
      [limits.memberMessagesPerSecond, limits.memberMessageBurst],
      [limits.memberBytesPerSecond, limits.memberByteBurst],
      [limits.memberWorkPerSecond, limits.memberWorkBurst],
    );
    this.#handshakes = new SharedBuckets([limits.handshakesPerSecond, limits.handshakeBurst]);
  }

  /** Whether an address may open another connection. Each call counts against its rate of handshakes. */
  mayOpen(address: string, nowMs: number): boolean {
    const tooFast = this.#handshakes.hold(address, nowMs).bucket.tryTake(nowMs) > 0;
    this.#handshakes.release(address);
    const { sessions, socketsPerAddress } = this.#limits;
    return !tooFast && this.#open < sessions && this.#addresses.holders(address) < socketsPerAddress;
  }

  /** Counts a new connection. Each call needs one {@link close}. */
  open(address: string, nowMs: number): Share {
    this.#open += 1;
    return this.#addresses.hold(address, nowMs);
  }

  close(address: string): void {
    this.#open -= 1;
    this.#addresses.release(address);
  }

  /** What all connections of a member share. Each call needs one {@link releaseMember}. */
  holdMember(member: string, nowMs: number): Share {
    return this.#members.hold(member, nowMs);
  }

  releaseMember(member: string): void {
    this.#members.release(member);
  }

  /**
   * Forgets members and addresses that are gone and owe nothing: a server that runs for months meets them without end.
   * Returns how many buckets are left. Call it every few seconds.
   */
  sweep(nowMs: number): number {
    let size = 0;
    for (const buckets of [this.#addresses, this.#members, this.#handshakes]) {
      buckets.sweep(nowMs);
      size += buckets.size;
    }
    return size;
  }
}
