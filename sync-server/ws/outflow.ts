import type { Duplex } from 'node:stream';
import type { Limits } from '#protocol/limits';
import type { Metrics } from '../observe/metrics.ts';
import type { Parcel } from '../rooms/session.ts';
import type { Traffic } from './traffic.ts';
import { wireOf } from './wire.ts';

export interface OutflowParts {
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly traffic: Traffic;
}

/**
 * Writes to one reader and limits what waits for it. A reader with more waiting than the limit is behind: nothing more
 * is written until it has read everything, and then one difference can bring it up to date. A reader that does not
 * read everything within `slowReaderMs` is too slow.
 */
export class Outflow {
  readonly #stream: Duplex;
  readonly #parts: OutflowParts;
  readonly #caughtUp: () => void;
  readonly #tooSlow: () => void;
  /** The limit, raised by each message that alone is larger than it, as a first answer may be. */
  #mayWait: number;
  #deadline: NodeJS.Timeout | null = null;

  /** Calls `caughtUp` or `tooSlow`, at most one of them, each time the reader falls behind. */
  constructor(stream: Duplex, parts: OutflowParts, caughtUp: () => void, tooSlow: () => void) {
    this.#stream = stream;
    this.#parts = parts;
    this.#caughtUp = caughtUp;
    this.#tooSlow = tooSlow;
    this.#mayWait = parts.limits.outboxBytes;
  }

  /** More waits than the limit. */
  get behind(): boolean {
    return this.#deadline !== null;
  }

  /** Writes messages; drops them if the reader is behind. */
  write(parcel: Parcel, without?: readonly number[]): void {
    if (this.#deadline !== null) return;
    const { limits, traffic } = this.#parts;
    const wire = wireOf(parcel, without);
    if (this.#mayWait !== limits.outboxBytes && this.#stream.writableLength === 0) this.#mayWait = limits.outboxBytes;
    if (wire.length > limits.outboxBytes) this.#mayWait += wire.length;
    traffic.bytesOut += wire.length;
    const flows = this.#stream.write(wire);
    if (!flows && this.#stream.writableLength > this.#mayWait) this.#fallBehind();
  }

  /** The connection has ended: no callback is called any more. */
  end(): void {
    if (this.#deadline === null) return;
    clearTimeout(this.#deadline);
    this.#deadline = null;
    this.#stream.off('drain', this.#onDrain);
    this.#parts.metrics.behind.dec();
  }

  #fallBehind(): void {
    this.#parts.metrics.behind.inc();
    this.#deadline = setTimeout(() => {
      this.end();
      this.#tooSlow();
    }, this.#parts.limits.slowReaderMs);
    this.#deadline.unref();
    this.#stream.once('drain', this.#onDrain);
  }

  readonly #onDrain = () => {
    this.end();
    this.#caughtUp();
  };
}
