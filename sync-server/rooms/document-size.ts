import * as Y from 'yjs';

/** Measuring may take a fiftieth of the time. */
const SHARE = 50;
const LEAST_PAUSE_MS = 200;

/**
 * Holds an encoded document to its size limit. The total size of all updates is an upper bound. The document itself is
 * measured, which costs milliseconds, only when that bound passes the limit, and then not more often than every so
 * many bytes or so much time: a board that is full stays so only until something has been deleted.
 */
export class DocumentSize {
  readonly #doc: () => Y.Doc;
  readonly #limit: number;
  readonly #monotonic: () => number;
  #bound: number;
  #unmeasured: number;
  #nextAt = 0;

  constructor(doc: () => Y.Doc, bytes: number, limit: number, monotonic: () => number) {
    this.#doc = doc;
    this.#limit = limit;
    this.#monotonic = monotonic;
    this.#bound = bytes;
    this.#unmeasured = bytes;
  }

  /** Whether the document may grow by this many bytes. */
  takes(bytes: number): boolean {
    if (this.#bound + bytes <= this.#limit) return true;
    if (this.#unmeasured === 0) return false;
    const began = this.#monotonic();
    if (this.#unmeasured * 50 < this.#limit && began < this.#nextAt) return false;
    this.#bound = Y.encodeStateAsUpdate(this.#doc()).length;
    this.#unmeasured = 0;
    const ended = this.#monotonic();
    this.#nextAt = ended + Math.max(LEAST_PAUSE_MS, (ended - began) * SHARE);
    return this.#bound + bytes <= this.#limit;
  }

  /** Counts an update that was accepted. */
  grow(bytes: number): void {
    this.#bound += bytes;
    this.#unmeasured += bytes;
  }
}
