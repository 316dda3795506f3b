import {
  LATE_AFTER_MS,
  NOTHING_SAVED,
  nextSaved,
  type SavedEvent,
  type SavedStatus,
  statusOf,
  unsavedOf,
} from './saved-state.ts';

/** The saved state of one board, watchable. `onUnsaved` hears every change of the number of unsaved edits. */
export class SavedStore {
  #state = NOTHING_SAVED;
  #status: SavedStatus = statusOf(NOTHING_SAVED, 0);
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #onUnsaved: (unsaved: number) => void;
  readonly #now: () => number;

  constructor(onUnsaved: (unsaved: number) => void, now: () => number = Date.now) {
    this.#onUnsaved = onUnsaved;
    this.#now = now;
  }

  readonly read = (): SavedStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get unsaved(): number {
    return unsavedOf(this.#state);
  }

  tell(event: SavedEvent): void {
    const before = unsavedOf(this.#state);
    this.#state = nextSaved(this.#state, event, this.#now());
    if (unsavedOf(this.#state) !== before) this.#onUnsaved(unsavedOf(this.#state));
    this.#publish();
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #publish(): void {
    const status = statusOf(this.#state, this.#now());
    // Silence is no event: a timer brings the moment when waiting becomes worth a word.
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = status.kind === 'saving' ? setTimeout(() => this.#publish(), this.#untilLateMs()) : null;
    if (same(status, this.#status)) return;
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }

  #untilLateMs(): number {
    const since = this.#state.waitingSinceMs ?? this.#now();
    return Math.max(since + LATE_AFTER_MS - this.#now(), 0) + 20;
  }
}

function same(a: SavedStatus, b: SavedStatus): boolean {
  if (a.kind === 'saved' || b.kind === 'saved')
    return a.kind === b.kind && 'atMs' in a && 'atMs' in b && a.atMs === b.atMs;
  if (a.kind === 'closed' && b.kind === 'closed' && a.reason !== b.reason) return false;
  return a.kind === b.kind && a.unsaved === b.unsaved;
}
