/** Runs tasks of the same name one after the other. */
export class InOrder {
  readonly #last = new Map<string, Promise<void>>();

  run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const run = (this.#last.get(name) ?? Promise.resolve()).then(task);
    const last = run
      .then(
        () => undefined,
        () => undefined, // the caller gets the error from `run`
      )
      .then(() => {
        if (this.#last.get(name) === last) this.#last.delete(name);
      });
    this.#last.set(name, last);
    return run;
  }

  /** Resolves when the tasks under way have ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
