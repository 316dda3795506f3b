import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

/** IndexedDB may never answer, in a private window or on a full disk. After this time the board opens without it. */
const TIMEOUT_MS = 3000;
const UNSAVED = 'unsaved';

/**
 * A copy of a board in this browser (IndexedDB), so that edits survive a closed tab. It is a convenience: its errors
 * are logged to the console and never stop the board.
 */
export class LocalStore {
  readonly origin: unknown;
  /** Resolves with the number of edits from earlier visits that the server has not acknowledged; 0 if unknown. */
  readonly loaded: Promise<number>;
  /** Resolves when the store has answered: if that was after the timeout with the number of edits, otherwise with 0. */
  readonly late: Promise<number>;
  readonly #persistence: IndexeddbPersistence;
  #timedOut = false;

  constructor(boardId: string, doc: Y.Doc) {
    this.#persistence = new IndexeddbPersistence(`veivalg.${boardId}`, doc);
    this.origin = this.#persistence;
    const read = this.#read();
    const timeout = new Promise<number>((resolve) => {
      setTimeout(() => {
        this.#timedOut = true;
        resolve(0);
      }, TIMEOUT_MS);
    });
    this.loaded = Promise.race([read, timeout]);
    this.late = read.then((unsaved) => (this.#timedOut ? unsaved : 0));
  }

  setUnsaved(unsaved: number): void {
    this.#persistence.set(UNSAVED, unsaved).catch(report);
  }

  async destroy(): Promise<void> {
    await this.#persistence.destroy().catch(report);
  }

  /** Deletes the copy in this browser. */
  async clear(): Promise<void> {
    await this.#persistence.clearData().catch(report);
  }

  async #read(): Promise<number> {
    try {
      const unsaved: unknown = await this.#persistence.get(UNSAVED);
      await this.#persistence.whenSynced;
      return typeof unsaved === 'number' && unsaved > 0 ? unsaved : 0;
    } catch (error) {
      report(error);
      return 0;
    }
  }
}

function report(error: unknown): void {
  console.warn('Veivalg: IndexedDB failed', error);
}
