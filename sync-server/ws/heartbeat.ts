import type { Limits } from '#protocol/limits';
import type { SocketSession } from './socket-session.ts';

/** A round reaches the sessions in this many parts: thousands at once would hold up everybody's edits. */
const PARTS = 8;

/** Gives every session a beat twice per heartbeat, so that a silent peer is noticed before `silenceMs` is over. */
export class Heartbeat {
  readonly #sessions: ReadonlySet<SocketSession>;
  readonly #periodMs: number;
  readonly #silenceMs: number;
  readonly #timer: NodeJS.Timeout;
  #round: Iterator<SocketSession>;

  constructor(sessions: ReadonlySet<SocketSession>, limits: Limits) {
    this.#sessions = sessions;
    this.#round = sessions.values();
    this.#periodMs = limits.heartbeatMs / 2;
    this.#silenceMs = Math.max(this.#periodMs, limits.silenceMs - this.#periodMs);
    // A round may take one part more, and one tick to start over; both must fit into the period.
    this.#timer = setInterval(() => this.#beatSome(), this.#periodMs / (PARTS + 2));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beatSome(): void {
    for (let left = Math.ceil(this.#sessions.size / PARTS); left > 0; left -= 1) {
      const next = this.#round.next();
      if (next.done === true) {
        this.#round = this.#sessions.values();
        return;
      }
      next.value.beat(this.#periodMs, this.#silenceMs);
    }
  }
}
