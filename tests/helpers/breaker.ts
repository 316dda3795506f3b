/**
 * Makes a method of a port fail with an error that no code expects, thrown or as a rejected promise. What is broken is
 * named `port.method`, and is broken until {@link mend}.
 */
export class Breaker {
  /** How often a broken method was called. */
  hits = 0;
  #broken = '';
  #atOnce = false;

  break(what: string, atOnce: boolean): void {
    this.#broken = what;
    this.#atOnce = atOnce;
  }

  mend(): void {
    this.#broken = '';
  }

  /** The port, with every method able to break. */
  wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return this.guard(`${name}.${String(key)}`, value.bind(target) as (...args: unknown[]) => unknown);
      },
    });
  }

  /** The function, able to break. */
  guard<Args extends unknown[], Result>(name: string, call: (...args: Args) => Result): (...args: Args) => Result {
    return (...args) => {
      if (name !== this.#broken) return call(...args);
      this.hits += 1;
      const error = new TypeError(`${CANARY}: ${name} is broken`);
      if (this.#atOnce) throw error;
      return Promise.reject(error) as Result;
    };
  }
}

/** Is in every injected error, and must not reach any client. */
export const CANARY = 'kanarifugl-9f2c';
