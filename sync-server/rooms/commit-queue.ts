/**
 * Every change goes this way: it is gathered until the commit clock ticks, appended to the log as one entry, and only
 * then delivered (I1). Answers to joiners and to forms wait in the same queue, so they too leave only after everything
 * they contain is on disk.
 */
import type { ClientIdOwner } from '../storage/board-log.ts';
import type { CommitClock } from './commit-clock.ts';
import type { Seat } from './seat.ts';
import type { Parcel } from './session.ts';

/**
 * A change; `message` is the frame to send to others. `from` is null for the server's own edits. `counts`: how many of
 * the session's sync messages are saved with it. `owners`: client ids used for the first time.
 */
export interface QueuedUpdate {
  readonly kind: 'update';
  readonly update: Uint8Array;
  readonly message: Uint8Array;
  readonly from: Seat | null;
  readonly counts: number;
  readonly owners: readonly ClientIdOwner[];
}

export type Queued =
  | QueuedUpdate
  /** A sync message without anything new. It counts as saved when everything before it is. */
  | { readonly kind: 'nothing'; readonly from: Seat; readonly counts: number }
  /** A step 1 to one session. */
  | { readonly kind: 'question'; readonly to: Seat; readonly parcel: Parcel }
  /** The answer to a step 1. It contains every earlier update in the queue; the session is sent all later ones. */
  | { readonly kind: 'answer'; readonly to: Seat; readonly parcel: Parcel }
  /** A caller that waits until everything before it is durable. */
  | { readonly kind: 'waiting'; readonly done: () => void; readonly failed: (error: unknown) => void };

export interface CommitQueueParts {
  readonly clock: CommitClock;
  /** Milliseconds that only grow. */
  monotonic(): number;
  /** Resolves when the updates are on disk as one entry. `bytes`: their total size. */
  append(updates: readonly Uint8Array[], bytes: number, owners: readonly ClientIdOwner[]): Promise<void>;
  /** Delivers a group whose updates are on disk. `updates`, `bytes`: their number and total size. */
  deliver(group: readonly Queued[], updates: number, bytes: number): void;
  /**
   * A group could not be stored, and nothing of it may then be delivered, or delivery itself threw. Called once; the
   * queue refuses everything afterwards.
   */
  fail(error: unknown): void;
}

export class CommitQueue {
  readonly #parts: CommitQueueParts;
  #gathering: Queued[] = [];
  #underWay: readonly Queued[] = [];
  #since: number | null = null;
  #failed: unknown = null;
  #bytes = 0;

  constructor(parts: CommitQueueParts) {
    this.#parts = parts;
  }

  /** Bytes of updates that wait for the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the oldest update that waits for the disk arrived, on the monotonic clock; null if none waits. */
  get unsavedSince(): number | null {
    return this.#bytes > 0 ? this.#since : null;
  }

  /** Updates that are not delivered yet, in order. */
  *undelivered(): Iterable<QueuedUpdate> {
    for (const list of [this.#underWay, this.#gathering]) {
      for (const item of list) if (item.kind === 'update') yield item;
    }
  }

  push(item: Queued): void {
    if (this.#failed !== null) {
      if (item.kind === 'waiting') item.failed(this.#failed);
      return;
    }
    this.#gathering.push(item);
    if (item.kind === 'update') this.#bytes += item.update.length;
    if (this.#gathering.length > 1 || this.#underWay.length > 0) return;
    this.#since = this.#parts.monotonic();
    this.#parts.clock.next(this.#commit);
  }

  /** Resolves when everything pushed before is durable; rejects if it could not be stored or delivered. */
  flush(): Promise<void> {
    return new Promise((done, failed) => this.push({ kind: 'waiting', done, failed }));
  }

  readonly #commit = async (): Promise<void> => {
    const group = this.#gathering;
    this.#gathering = [];
    this.#underWay = group;
    const startedAt = this.#parts.monotonic();
    const updates: Uint8Array[] = [];
    let owners: ClientIdOwner[] | null = null;
    let bytes = 0;
    for (const item of group) {
      if (item.kind !== 'update') continue;
      updates.push(item.update);
      bytes += item.update.length;
      if (item.owners.length > 0) owners = [...(owners ?? []), ...item.owners];
    }
    try {
      if (updates.length > 0) await this.#parts.append(updates, bytes, owners ?? []);
      this.#bytes -= bytes;
      this.#parts.deliver(group, updates.length, bytes);
    } catch (error) {
      this.#fail(error, group);
      return;
    }
    this.#underWay = [];
    this.#since = startedAt;
    for (const item of group) if (item.kind === 'waiting') item.done();
    if (this.#gathering.length > 0) this.#parts.clock.next(this.#commit);
  };

  #fail(error: unknown, group: readonly Queued[]): void {
    this.#failed = error;
    const lost = [...group, ...this.#gathering];
    this.#gathering = [];
    this.#underWay = [];
    this.#bytes = 0;
    this.#parts.fail(error);
    for (const item of lost) if (item.kind === 'waiting') item.failed(error);
  }
}
