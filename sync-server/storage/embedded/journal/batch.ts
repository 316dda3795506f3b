import { type JournalRecord, putRecord, recordBytes } from './record.ts';

/** A buffer that grew beyond this is not used for the next batch. */
const MOST_KEPT_BYTES = 1024 * 1024;
const FIRST_BYTES = 256 * 1024;

/** Records that go to the disk with one write. Each is laid out in the buffer as it is put. */
export class Batch {
  /** Each record with its offset from the start of the batch. */
  readonly records: { readonly record: JournalRecord; readonly offset: number; readonly length: number }[] = [];
  /** Settles when the whole batch is written, or has failed. */
  readonly done: Promise<void>;
  readonly #salt: number;
  readonly #flush: number;
  #buffer: Buffer;
  #length = 0;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** `spare`: the buffer of an earlier batch, to be used again. */
  constructor(salt: number, flush: number, spare: Buffer | null) {
    this.#salt = salt;
    this.#flush = flush;
    this.#buffer = spare ?? Buffer.allocUnsafe(FIRST_BYTES);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may be waiting for this batch; a failure must not become an unhandled rejection.
    this.done.catch(() => undefined);
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  put(record: JournalRecord): void {
    const offset = this.#length;
    const length = recordBytes(record);
    if (offset + length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, offset + length));
      this.#buffer.copy(larger, 0, 0, offset);
      this.#buffer = larger;
    }
    this.#length = putRecord(this.#buffer, offset, this.#salt, this.#flush, record);
    this.records.push({ record, offset, length });
  }

  /** The batch is on disk. Returns its buffer for the next batch. */
  written(): Buffer | null {
    this.#resolve();
    return this.#buffer.length > MOST_KEPT_BYTES ? null : this.#buffer;
  }

  failed(error: unknown): void {
    this.#reject(error);
  }
}
