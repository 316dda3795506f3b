import type { Logger } from '../observe/logger.ts';
import type { BoardLog } from '../storage/board-log.ts';

/** Short, so that saving goes on soon after there is room on the disk. */
const PROBE_MS = 500;

export interface StorageGateParts {
  readonly log: BoardLog;
  readonly logger: Logger;
  /** Calls `task` after `ms`; must not keep the process alive. */
  later(task: () => void, ms: number): void;
}

/**
 * Whether the log accepts writes. While it does not, rooms refuse changes before they apply them. A change that is
 * applied and cannot be stored costs its whole room, with everybody who only reads.
 */
export class StorageGate {
  readonly #parts: StorageGateParts;
  #isOpen = true;
  #probing = false;

  constructor(parts: StorageGateParts) {
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** A write failed: changes are refused until one succeeds. */
  failed(): void {
    this.#close();
    this.probe();
  }

  /** Writes durably. Where that succeeds, changes are taken from now on. Throws LogUnavailable. */
  async ping(): Promise<void> {
    await this.#parts.log.ping();
    if (!this.#isOpen) this.#parts.logger.info('changes can be saved again');
    this.#isOpen = true;
  }

  /** Tries to write, again and again until it succeeds. */
  probe(): void {
    if (this.#probing) return;
    this.#probing = true;
    this.ping().then(
      () => {
        this.#probing = false;
      },
      () => {
        this.#close();
        this.#parts.later(() => {
          this.#probing = false;
          this.probe();
        }, PROBE_MS);
      },
    );
  }

  #close(): void {
    if (this.#isOpen) this.#parts.logger.warn('nothing can be saved: boards can be read, changes are refused');
    this.#isOpen = false;
  }
}
