/**
 * Updates that wait to be applied to the document, copied into one block. Each arrived in a network buffer of its own;
 * keeping thousands of these for seconds costs the garbage collector more than copying them.
 */
export class UpdateStore {
  #bytes = new Uint8Array(0);
  #ends: number[] = [];

  get count(): number {
    return this.#ends.length;
  }

  push(update: Uint8Array): void {
    const start = this.#ends.at(-1) ?? 0;
    const end = start + update.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(LEAST, end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    this.#bytes.set(update, start);
    this.#ends.push(end);
  }

  /** The updates in order; the store is then empty. */
  empty(): Uint8Array[] {
    const bytes = this.#bytes;
    const updates = this.#ends.map((end, i) => bytes.subarray(this.#ends[i - 1] ?? 0, end));
    this.#bytes = new Uint8Array(0);
    this.#ends = [];
    return updates;
  }
}

const LEAST = 1024;
