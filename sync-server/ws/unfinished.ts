import type { Share } from './shared-buckets.ts';

/** Below this a connection is not counted: a read may well end with the beginning of the next message. */
const WORTH_COUNTING = 16 * 1024;

/** The bytes received of a message that is not complete, counted together with those of the address's other connections. */
export class Unfinished {
  readonly #address: Share;
  readonly #most: number;
  #bytes = 0;
  /** How many of them are counted for the address. */
  #counted = 0;

  constructor(address: Share, mostBytes: number) {
    this.#address = address;
    this.#most = mostBytes;
  }

  /** Counts what was read. Returns false if the address's connections together hold too much. */
  hold(bytes: number): boolean {
    this.#bytes += bytes;
    if (this.#bytes < WORTH_COUNTING) return true;
    this.#address.unfinishedBytes += this.#bytes - this.#counted;
    this.#counted = this.#bytes;
    return this.#address.unfinishedBytes <= this.#most;
  }

  /** The message is complete, or the connection has ended. */
  finish(): void {
    this.#bytes = 0;
    if (this.#counted === 0) return;
    this.#address.unfinishedBytes -= this.#counted;
    this.#counted = 0;
  }
}
