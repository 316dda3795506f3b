import { Histogram } from './histogram.mjs';

const REMEMBERED = 8192;

/** Counts what arrives at all clients together, and how long it took. */
export class Meter {
  /** Letters seen at another client. */
  delivered = 0;
  /** Clocks that were passed over. */
  lost = 0;
  /** Clocks that came again. */
  doubled = 0;
  /** States of presence seen at another client. */
  shown = 0;
  latency = new Histogram();
  #first;
  #sentAt;

  constructor(first, clients) {
    this.#first = first;
    this.#sentAt = Array.from({ length: clients }, () => new Float64Array(REMEMBERED));
  }

  sent(client, clock, at) {
    this.#sentAt[client - this.#first][clock % REMEMBERED] = at;
  }

  sawLetter(client, clock) {
    const at = this.#sentAt[client - this.#first][clock % REMEMBERED];
    if (at > 0) this.latency.add(performance.now() - at);
  }

  sawPresence(client, clock) {
    this.sawLetter(client, clock);
  }
}
