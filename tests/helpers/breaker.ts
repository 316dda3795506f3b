/**
 * Makes one method of a port fail with an error that no code expects, thrown or as a rejected promise. The method is
 * named `port.method`, and fails until {@link mend}.
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

  /** The port, with every method guarded. */
  wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return this.guard(`${name}.${String(key)}`, value.bind(target) as (...args: unknown[]) => unknown);
      },
    });
  }

  /** The function, which fails while its name is the broken one. */
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

/** A text in every such error. It must not appear in any reply or frame. */
export const CANARY = 'kanarifugl-9f2c';
