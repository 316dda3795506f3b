import * as Y from 'yjs';

/**
 * Holds an encoded document to its size limit. The total size of all updates is an upper bound. The document itself is
 * measured, which costs milliseconds, only when that bound passes the limit and at least a fiftieth of the limit has
 * come in since the last measurement.
 */
export class DocumentSize {
  readonly #doc: () => Y.Doc;
  readonly #limit: number;
  #bound: number;
  #unmeasured: number;

  constructor(doc: () => Y.Doc, bytes: number, limit: number) {
    this.#doc = doc;
    this.#limit = limit;
    this.#bound = bytes;
    this.#unmeasured = bytes;
  }

  /** Whether the document may grow by this many bytes. */
  takes(bytes: number): boolean {
    if (this.#bound + bytes <= this.#limit) return true;
    if (this.#unmeasured * 50 < this.#limit) return false;
    this.#bound = Y.encodeStateAsUpdate(this.#doc()).length;
    this.#unmeasured = 0;
    return this.#bound + bytes <= this.#limit;
  }

  /** Counts an update that was accepted. */
  grow(bytes: number): void {
    this.#bound += bytes;
    this.#unmeasured += bytes;
  }
}
