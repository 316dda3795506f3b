/** A value that changes, for `useSyncExternalStore`. */
export interface Watchable<T> {
  readonly read: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A watchable value, set by its owner. */
export class Watched<T> implements Watchable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly read = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
