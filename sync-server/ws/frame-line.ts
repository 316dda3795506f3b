import type { Frame } from '#protocol/frames';
import type { ReadPause } from './read-pause.ts';

/** Takes a frame; returns null, or a promise of its end if it takes longer. */
export type TakeFrame = (frame: Frame, bytes: Uint8Array) => Promise<unknown> | null;

/**
 * The frames of one session in order. While a large one is being taken in parts, nothing is read from the socket, and
 * what had been read already waits.
 */
export class FrameLine {
  readonly #pause: ReadPause;
  readonly #take: TakeFrame;
  #waiting: (readonly [Frame, Uint8Array])[] = [];
  #isBusy = false;

  constructor(pause: ReadPause, take: TakeFrame) {
    this.#pause = pause;
    this.#take = take;
  }

  push(frame: Frame, bytes: Uint8Array): void {
    if (this.#isBusy) this.#waiting.push([frame, bytes]);
    else this.#start(frame, bytes);
  }

  /** The connection has ended. */
  end(): void {
    this.#waiting = [];
  }

  #start(frame: Frame, bytes: Uint8Array): void {
    const taken = this.#take(frame, bytes);
    if (taken === null) return;
    this.#isBusy = true;
    this.#pause.hold();
    void taken.finally(() => this.#goOn());
  }

  #goOn(): void {
    this.#isBusy = false;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#start(...next);
      if (this.#isBusy) return;
    }
    this.#pause.letGo();
  }
}
