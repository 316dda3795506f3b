/** Spans of time, in steps of 0.1 ms up to 10 s. */
export class Histogram {
  #counts = new Uint32Array(100_001);
  #total = 0;

  add(ms) {
    this.#counts[Math.max(0, Math.min(100_000, (ms * 10) | 0))]++;
    this.#total++;
  }

  /** The span that this share of all stays below, ms; null when there are none. */
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
