import * as Y from 'yjs';

/**
 * How large a document is when it is written out. The sum of what came in is an upper bound; the document is measured
 * only where that bound passes the limit and much has come since the last time, because measuring costs milliseconds.
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

  /** Whether the document may grow by so many bytes. */
  takes(bytes: number): boolean {
    if (this.#bound + bytes <= this.#limit) return true;
    if (this.#unmeasured * 50 < this.#limit) return false;
    this.#bound = Y.encodeStateAsUpdate(this.#doc()).length;
    this.#unmeasured = 0;
    return this.#bound + bytes <= this.#limit;
  }

  /** Tells that so many bytes have come in. */
  grow(bytes: number): void {
    this.#bound += bytes;
    this.#unmeasured += bytes;
  }
}
