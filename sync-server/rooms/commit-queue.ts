/**
 * The one road of every change: gathered until the commit clock ticks, appended as one log entry, and only then
 * delivered (I1). Answers to joiners and replies to forms stand in the same queue, so they too leave only after
 * everything that they tell of is on disk.
 */
import type { ClientIdOwner } from '../storage/board-log.ts';
import type { CommitClock } from './commit-clock.ts';
import type { Seat } from './seat.ts';
import type { Parcel } from './session.ts';

/**
 * A change; `message` is the frame that tells others of it. Without a seat it is the server's own edit.
 * `counts`: how many of the session's sync messages are saved with it. `owners`: client ids that it is the first to use.
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
  /** A sync message that brought nothing new. It counts as saved when all before it is. */
  | { readonly kind: 'nothing'; readonly from: Seat; readonly counts: number }
  /** A question to one session. */
  | { readonly kind: 'question'; readonly to: Seat; readonly parcel: Parcel }
  /** The answer to a step 1. It holds all before it in the queue, so what comes after it may follow. */
  | { readonly kind: 'answer'; readonly to: Seat; readonly parcel: Parcel }
  /** Somebody waits until all before it is durable. */
  | { readonly kind: 'waiting'; readonly done: () => void; readonly failed: (error: unknown) => void };

export interface CommitQueueParts {
  readonly clock: CommitClock;
  /** Milliseconds that only grow. */
  monotonic(): number;
  /** Resolves when the updates, of so many bytes, are on disk as one entry. */
  append(updates: readonly Uint8Array[], bytes: number, owners: readonly ClientIdOwner[]): Promise<void>;
  /** Hands out a group of which everything is on disk: so many updates of so many bytes, and what goes with them. */
  deliver(group: readonly Queued[], updates: number, bytes: number): void;
  /**
   * The storage did not take a group, of which nothing may be delivered then, or it could not be delivered. Called
   * once; the queue then takes no more.
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

  /** When the oldest update came that waits for the disk, on the monotonic clock; null: none waits. */
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

  /** Resolves when everything pushed before is durable; rejects when the storage did not take it. */
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
