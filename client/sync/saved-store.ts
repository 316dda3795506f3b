import {
  LATE_AFTER_MS,
  NOTHING_SAVED,
  nextSaved,
  type SavedEvent,
  type SavedStatus,
  statusOf,
  unsavedOf,
} from './saved-state.ts';
import { Watched } from './watched.ts';

/** Waiting is measured on a monotonic clock, since the user may set the other one. Shown times are wall-clock times. */
export interface SavedClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
}

const BROWSER_CLOCK: SavedClock = { now: () => Date.now(), monotonic: () => performance.now() };

/** The saved state of one board, watchable. Calls `onUnsaved` whenever the number of unsaved edits changes. */
export class SavedStore {
  #state = NOTHING_SAVED;
  readonly #status = new Watched<SavedStatus>(statusOf(NOTHING_SAVED, 0));
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #onUnsaved: (unsaved: number) => void;
  readonly #clock: SavedClock;
  /** When the board was last saved, on both clocks. */
  #savedAt = { monotonic: Number.NaN, wall: 0 };

  constructor(onUnsaved: (unsaved: number) => void, clock: SavedClock = BROWSER_CLOCK) {
    this.#onUnsaved = onUnsaved;
    this.#clock = clock;
  }

  readonly read = this.#status.read;
  readonly subscribe = this.#status.subscribe;

  get unsaved(): number {
    return unsavedOf(this.#state);
  }

  tell(event: SavedEvent): void {
    const before = unsavedOf(this.#state);
    this.#state = nextSaved(this.#state, event, this.#clock.monotonic());
    if (unsavedOf(this.#state) !== before) this.#onUnsaved(unsavedOf(this.#state));
    this.#publish();
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #publish(): void {
    const status = this.#inWallTime(statusOf(this.#state, this.#clock.monotonic()));
    // No event arrives when the server is silent, so a timer marks when the wait becomes late.
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = status.kind === 'saving' ? setTimeout(() => this.#publish(), this.#untilLateMs()) : null;
    if (!same(status, this.read())) this.#status.set(status);
  }

  #untilLateMs(): number {
    const now = this.#clock.monotonic();
    return Math.max((this.#state.waitingSinceMs ?? now) + LATE_AFTER_MS - now, 0) + 20;
  }

  /** Converts the time of saving to wall-clock time: once per save, so that it does not jump when the clock is set. */
  #inWallTime(status: SavedStatus): SavedStatus {
    if (status.kind !== 'saved') return status;
    if (status.atMs !== this.#savedAt.monotonic) {
      const ago = this.#clock.monotonic() - status.atMs;
      this.#savedAt = { monotonic: status.atMs, wall: this.#clock.now() - ago };
    }
    return { kind: 'saved', atMs: this.#savedAt.wall };
  }
}

function same(a: SavedStatus, b: SavedStatus): boolean {
  if (a.kind === 'saved' || b.kind === 'saved')
    return a.kind === b.kind && 'atMs' in a && 'atMs' in b && a.atMs === b.atMs;
  if (a.kind === 'closed' && b.kind === 'closed' && a.reason !== b.reason) return false;
  return a.kind === b.kind && a.unsaved === b.unsaved;
}
