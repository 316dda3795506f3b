/**
 * An open loop: calls `send(number)` whenever a piece of work is due, `perSecond` times a second, however slow the
 * server is. Records how far it fell behind its schedule, ms.
 */
export class Pace {
  worstLagMs = 0;
  sent = 0;
  #perSecond;
  #send;
  #afterTurn;
  #running = true;
  #due = performance.now();
  #timer;

  constructor(perSecond, send, afterTurn) {
    this.#perSecond = perSecond;
    this.#send = send;
    this.#afterTurn = afterTurn;
    this.#turn();
  }

  /** Work that was due and not sent is dropped. */
  setRate(perSecond) {
    this.#perSecond = perSecond;
    this.#due = performance.now();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #turn() {
    if (!this.#running) return;
    const now = performance.now();
    if (this.#perSecond === 0) this.#due = Number.POSITIVE_INFINITY;
    const step = 1000 / this.#perSecond;
    if (now > this.#due) this.worstLagMs = Math.max(this.worstLagMs, now - this.#due);
    // A bounded number for each turn of the event loop, so that a generator that is behind still reads from the server.
    for (let left = 4096; this.#due <= now && left > 0; left--) {
      this.#send(this.sent++, now);
      this.#due += step;
    }
    this.#afterTurn();
    this.#timer = setTimeout(() => this.#turn(), 1);
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for a condition; resolves with false if it is not met in time. */
export async function until(isTrue, patienceMs) {
  const end = performance.now() + patienceMs;
  while (!isTrue()) {
    if (performance.now() > end) return false;
    await sleep(5);
  }
  return true;
}
