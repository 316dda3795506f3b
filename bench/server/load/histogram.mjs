/** A histogram of durations with a resolution of 0.1 ms, up to 10 s. */
export class Histogram {
  #counts = new Uint32Array(100_001);
  #total = 0;

  add(ms) {
    this.#counts[Math.max(0, Math.min(100_000, (ms * 10) | 0))]++;
    this.#total++;
  }

  /** The quantile in ms: the duration below which the given share lies. Null if there are no durations. */
  at(share) {
    if (this.#total === 0) return null;
    let left = Math.ceil(this.#total * share);
    for (let i = 0; i < this.#counts.length; i++) {
      left -= this.#counts[i];
      if (left <= 0) return (i + 1) / 10;
    }
    return 10_000;
  }

  clear() {
    this.#counts.fill(0);
    this.#total = 0;
  }
}
