import { Histogram } from './histogram.mjs';

const REMEMBERED = 8192;

/** Counts what arrives at all clients, and how long it took. */
export class Meter {
  /** Letters that arrived at another client. */
  delivered = 0;
  /** Clocks that were skipped. */
  lost = 0;
  /** Clocks that arrived more than once. */
  doubled = 0;
  /** Presences that arrived at another client. */
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
