import type { Socket } from './socket.ts';

/**
 * Stops reading from a socket for a while or until it is let go, so that TCP slows the sender. Messages in a chunk that
 * was already read are still handled, and may extend the pause.
 */
export class ReadPause {
  readonly #socket: Socket;
  readonly #now: () => number;
  #until = 0;
  #timer: NodeJS.Timeout | null = null;
  #isHeld = false;

  constructor(socket: Socket, now: () => number) {
    this.#socket = socket;
    this.#now = now;
  }

  /** Pauses until `ms` from now. Returns true if the socket was not paused before. */
  pause(ms: number): boolean {
    this.#until = this.#now() + ms;
    if (this.#timer !== null) return false;
    this.#socket.pause();
    this.#wait(ms);
    return true;
  }

  /** Pauses until {@link letGo}. */
  hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  letGo(): void {
    this.#isHeld = false;
    if (this.#timer === null) this.#socket.resume();
  }

  /** The connection has ended. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const stillMs = this.#until - this.#now();
      if (stillMs > 0) {
        this.#wait(stillMs);
        return;
      }
      this.#timer = null;
      if (!this.#isHeld) this.#socket.resume();
    }, ms);
    this.#timer.unref();
  }
}
