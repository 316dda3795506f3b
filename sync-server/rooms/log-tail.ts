import * as Y from 'yjs';
import type { BoardId } from '#board/ids';
import type { Limits } from '#protocol/limits';
import type { BoardLog, ClientIdOwner, LoadedLog } from '../storage/board-log.ts';

/** The end of a room's log. Nobody else appends to it while the room is open, so the entries are counted here. */
export class LogTail {
  readonly #boardId: BoardId;
  readonly #log: BoardLog;
  readonly #limits: Limits;
  #seq: number;
  #entries: number;
  #changedAt: number | null;
  /** Bytes appended since the last checkpoint. */
  #grownBytes = 0;

  constructor(boardId: BoardId, loaded: LoadedLog, log: BoardLog, limits: Limits) {
    this.#boardId = boardId;
    this.#log = log;
    this.#limits = limits;
    this.#seq = loaded.seq;
    this.#entries = loaded.entries;
    this.#changedAt = loaded.changedAt;
  }

  /** When a change was last stored, milliseconds since 1970; null if the board is as it was created. */
  get changedAt(): number | null {
    return this.#changedAt;
  }

  /** The log holds more than one entry. */
  get isLong(): boolean {
    return this.#entries > 1;
  }

  /** The log is long enough for a checkpoint to pay off. */
  get isTooLong(): boolean {
    const { logEntries, logBytes } = this.#limits;
    return this.#entries > logEntries || (this.isLong && this.#grownBytes > logBytes);
  }

  /** Appends the updates, `bytes` in total, as one entry; resolves when it is on disk. Throws LogUnavailable. */
  async append(
    updates: readonly Uint8Array[],
    bytes: number,
    owners: readonly ClientIdOwner[],
    at: number,
  ): Promise<void> {
    await this.#log.append(this.#boardId, { seq: this.#seq + 1, updates, at, owners });
    this.#seq += 1;
    this.#entries += 1;
    this.#grownBytes += bytes;
    if (this.#seq > 1) this.#changedAt = at;
  }

  /** Replaces every entry so far by a checkpoint of the document, which must contain them all and may contain more. */
  async fold(doc: Y.Doc, owners: readonly ClientIdOwner[], now: number): Promise<void> {
    const seq = this.#seq;
    const state = Y.encodeStateAsUpdate(doc);
    await this.#log.checkpoint(this.#boardId, { seq, state, at: this.#changedAt ?? now, owners });
    this.#entries = 1 + this.#seq - seq;
    this.#grownBytes = 0;
  }
}
