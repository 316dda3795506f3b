/**
 * An open loop: calls `send(number)` for every piece of work when it is due, `perSecond` times a second, however slow the
 * others are. Tells how far it fell behind its own plan, ms.
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

  /** What was due and not sent is let go. */
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
    // At most a bounded number a turn, so that a late generator still hears what the server says.
    for (let left = 4096; this.#due <= now && left > 0; left--) {
      this.#send(this.sent++, now);
      this.#due += step;
    }
    this.#afterTurn();
    this.#timer = setTimeout(() => this.#turn(), 1);
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for a condition; false where it does not come true in time. */
export async function until(isTrue, patienceMs) {
  const end = performance.now() + patienceMs;
  while (!isTrue()) {
    if (performance.now() > end) return false;
    await sleep(5);
  }
  return true;
}
