import { type JournalRecord, putRecord, recordBytes } from './record.ts';

/** A batch that grew beyond this does not leave its buffer to the next. */
const MOST_KEPT_BYTES = 1024 * 1024;
const FIRST_BYTES = 256 * 1024;

/** Records that go to the disk with one write. They are laid out as they come. */
export class Batch {
  /** Where each record lies, from the batch's beginning. */
  readonly records: { readonly record: JournalRecord; readonly offset: number; readonly length: number }[] = [];
  /** Settles for all of them at once. */
  readonly done: Promise<void>;
  readonly #salt: number;
  readonly #flush: number;
  #buffer: Buffer;
  #length = 0;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** `spare`: the buffer of a batch that has been written, if there is one. */
  constructor(salt: number, flush: number, spare: Buffer | null) {
    this.#salt = salt;
    this.#flush = flush;
    this.#buffer = spare ?? Buffer.allocUnsafe(FIRST_BYTES);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A batch may hold nothing that anybody waits for.
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

  /** It is on disk. Returns its buffer for the next one. */
  written(): Buffer | null {
    this.#resolve();
    return this.#buffer.length > MOST_KEPT_BYTES ? null : this.#buffer;
  }

  failed(error: unknown): void {
    this.#reject(error);
  }
}
