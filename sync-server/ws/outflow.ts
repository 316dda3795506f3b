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
 * The way out to one reader, and what may wait there. A reader for whom more waits is behind: it is written nothing
 * more until it has taken all, and is then told so that one difference can follow. A reader who makes no use of that
 * in time is too slow.
 */
export class Outflow {
  readonly #stream: Duplex;
  readonly #parts: OutflowParts;
  readonly #caughtUp: () => void;
  readonly #tooSlow: () => void;
  /** The limit, and whole messages that are larger than it: a first answer may be. */
  #mayWait: number;
  #deadline: NodeJS.Timeout | null = null;

  /** Calls back at most once for each time that the reader fell behind: `caughtUp` or `tooSlow`. */
  constructor(stream: Duplex, parts: OutflowParts, caughtUp: () => void, tooSlow: () => void) {
    this.#stream = stream;
    this.#parts = parts;
    this.#caughtUp = caughtUp;
    this.#tooSlow = tooSlow;
    this.#mayWait = parts.limits.outboxBytes;
  }

  /** More waits than may. */
  get behind(): boolean {
    return this.#deadline !== null;
  }

  /** Writes messages, unless the reader is behind: then they are dropped. */
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

  /** The connection has ended; nothing is called back any more. */
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
