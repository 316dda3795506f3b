import type { Share } from './shared-buckets.ts';

/** What one read may bring of the message after the last is not worth the address's attention. */
const WORTH_COUNTING = 16 * 1024;

/** What has come on one connection of a message that is not at its end, counted together with its address's others. */
export class Unfinished {
  readonly #address: Share;
  readonly #most: number;
  #bytes = 0;
  /** How many of them the address knows of. */
  #counted = 0;

  constructor(address: Share, mostBytes: number) {
    this.#address = address;
    this.#most = mostBytes;
  }

  /** Counts what was read. False where the address's connections together hold too much. */
  hold(bytes: number): boolean {
    this.#bytes += bytes;
    if (this.#bytes < WORTH_COUNTING) return true;
    this.#address.unfinishedBytes += this.#bytes - this.#counted;
    this.#counted = this.#bytes;
    return this.#address.unfinishedBytes <= this.#most;
  }

  /** The message is at its end, or the connection is. */
  finish(): void {
    this.#bytes = 0;
    if (this.#counted === 0) return;
    this.#address.unfinishedBytes -= this.#counted;
    this.#counted = 0;
  }
}
