import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

/** A private window or a full disk may keep the browser's store from ever answering; the board then opens without it. */
const PATIENCE_MS = 3000;
const UNSAVED = 'unsaved';

/**
 * A board's copy in this browser (IndexedDB), so that edits outlive a closed tab. It is a convenience: whatever goes
 * wrong with it is told on the console and never stands in the way of the board.
 */
export class LocalStore {
  readonly origin: unknown;
  /** Resolves with the number of edits kept from earlier visits that no server had acknowledged; 0 when unknown. */
  readonly loaded: Promise<number>;
  /** Resolves like {@link loaded}, but waits for ever: for a store that answered after the patience ran out. */
  readonly late: Promise<number>;
  readonly #persistence: IndexeddbPersistence;
  #timedOut = false;

  constructor(boardId: string, doc: Y.Doc) {
    this.#persistence = new IndexeddbPersistence(`veivalg.${boardId}`, doc);
    this.origin = this.#persistence;
    const read = this.#read();
    const patience = new Promise<number>((resolve) => {
      setTimeout(() => {
        this.#timedOut = true;
        resolve(0);
      }, PATIENCE_MS);
    });
    this.loaded = Promise.race([read, patience]);
    this.late = read.then((unsaved) => (this.#timedOut ? unsaved : 0));
  }

  setUnsaved(unsaved: number): void {
    this.#persistence.set(UNSAVED, unsaved).catch(report);
  }

  async destroy(): Promise<void> {
    await this.#persistence.destroy().catch(report);
  }

  /** Forgets the board in this browser. */
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
  console.warn('Veivalg: the browser’s own store does not answer', error);
}
