/**
 * The one road of every change: gathered while the commit before is on its way, appended as one log entry, and only
 * then delivered (I1). Answers to joiners and replies to forms stand in the same queue, so they too leave only after
 * everything that they tell of is on disk. A quiet room commits at once; a busy one gathers by itself.
 */
import type { Session } from './session.ts';

export type Queued =
  /**
   * A change; `message` is the frame that tells others of it. Without a session it is the server's own edit.
   * `counts`: how many of the session's sync messages are saved with it.
   */
  | {
      readonly kind: 'update';
      readonly update: Uint8Array;
      readonly message: Uint8Array;
      readonly from: Session | null;
      readonly counts: number;
    }
  /** A sync message that brought nothing new. It counts as saved when all before it is. */
  | { readonly kind: 'nothing'; readonly from: Session; readonly counts: number }
  /** A message for one session. The answer to its step 1 holds all before it, so what comes after it may follow. */
  | { readonly kind: 'answer'; readonly to: Session; readonly message: Uint8Array; readonly joins: boolean }
  /** Somebody waits until all before it is durable. */
  | { readonly kind: 'waiting'; readonly done: () => void; readonly failed: (error: unknown) => void };

export interface CommitQueueParts {
  /** Resolves when the updates are on disk, as one entry. */
  append(updates: readonly Uint8Array[]): Promise<void>;
  /** Hands out a group of which everything is on disk. */
  deliver(group: readonly Queued[]): void;
  /** The storage did not take a group; nothing of it may be delivered. Called once; the queue then takes no more. */
  fail(error: unknown): void;
}

export class CommitQueue {
  readonly #parts: CommitQueueParts;
  #gathering: Queued[] = [];
  #running = false;
  #failed: unknown = null;
  #bytes = 0;

  constructor(parts: CommitQueueParts) {
    this.#parts = parts;
  }

  /** Bytes of updates that wait for the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Nothing waits and nothing is on its way. */
  get idle(): boolean {
    return !this.#running;
  }

  push(item: Queued): void {
    if (this.#failed !== null) {
      if (item.kind === 'waiting') item.failed(this.#failed);
      return;
    }
    this.#gathering.push(item);
    if (item.kind === 'update') this.#bytes += item.update.length;
    if (this.#running) return;
    this.#running = true;
    // After this turn's other messages, which then share the commit.
    queueMicrotask(() => void this.#run());
  }

  /** Resolves when everything pushed before is durable; rejects when the storage did not take it. */
  flush(): Promise<void> {
    return new Promise((done, failed) => this.push({ kind: 'waiting', done, failed }));
  }

  async #run(): Promise<void> {
    while (this.#gathering.length > 0 && this.#failed === null) {
      const group = this.#gathering;
      this.#gathering = [];
      const updates = group.flatMap((item) => (item.kind === 'update' ? [item.update] : []));
      try {
        if (updates.length > 0) await this.#parts.append(updates);
      } catch (error) {
        this.#fail(error, group);
        break;
      }
      for (const update of updates) this.#bytes -= update.length;
      this.#parts.deliver(group);
      for (const item of group) if (item.kind === 'waiting') item.done();
    }
    this.#running = false;
  }

  #fail(error: unknown, group: readonly Queued[]): void {
    this.#failed = error;
    const lost = [...group, ...this.#gathering];
    this.#gathering = [];
    this.#parts.fail(error);
    for (const item of lost) if (item.kind === 'waiting') item.failed(error);
  }
}
