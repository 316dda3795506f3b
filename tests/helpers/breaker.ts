/**
 * Makes a port fail as no code expects: with an error of no known kind, thrown at once or out of a promise. What is
 * broken is named `port.method`, and is broken until {@link mend}.
 */
export class Breaker {
  /** How often something that is broken was called. */
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

  /** The port with every method watched. */
  wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return this.guard(`${name}.${String(key)}`, value.bind(target) as (...args: unknown[]) => unknown);
      },
    });
  }

  /** A function that is watched. */
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

/** Stands in every error; must reach nobody outside. */
export const CANARY = 'kanarifugl-9f2c';
