import { LogUnavailable } from '../../board-log.ts';
import { Batch } from './batch.ts';
import type { BoardIndex } from './board-index.ts';
import { JournalEnd, type JournalEndParts, type Segment } from './journal-end.ts';
import type { JournalRecord } from './record.ts';

export interface WriterParts extends JournalEndParts {
  /** The number of the last flush. */
  readonly flush: number;
}

/**
 * Appends the records of all boards to one sequence of files. One write is under way at a time; records that come
 * meanwhile go into the next. All rooms commit by one clock (rooms/commit-clock.ts), so that a busy server makes few
 * and large writes: on two cores a write costs more in threads and system calls than all of its records.
 */
export class JournalWriter {
  readonly #parts: WriterParts;
  readonly #end: JournalEnd;
  #flush: number;
  #batch: Batch | null = null;
  #spare: Buffer | null = null;
  #scheduled = false;
  #running: Promise<void> | null = null;
  #startedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#end = new JournalEnd(parts);
    this.#flush = parts.flush;
  }

  /** The segment that records are appended to. */
  get active(): Segment | null {
    return this.#end.segment;
  }

  /** Milliseconds since the last flush began. */
  get quietMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Resolves when the record is on disk and in the index. Throws LogUnavailable. */
  append(record: JournalRecord): Promise<void> {
    const batch = this.#gathering();
    batch.put(record);
    this.#schedule();
    return batch.done;
  }

  /** Writes the record with the next flush, whenever that is. */
  appendAlong(record: JournalRecord): void {
    this.#gathering().put(record);
  }

  /** Starts a new segment. Throws LogUnavailable. */
  startSegment(): Promise<void> {
    this.#end.wantNext();
    const batch = this.#gathering();
    this.#schedule();
    return batch.done;
  }

  /** Writes what was gathered and closes the file. Throws the file system's error if `closed` could not be written. */
  async close(): Promise<void> {
    for (let batch = this.#batch; batch !== null || this.#running !== null; batch = this.#batch) {
      if (batch !== null) this.#schedule();
      await (batch?.done ?? this.#running)?.catch(() => undefined); // the callers of `append` get the error
      await this.#running;
    }
    await this.#end.close();
  }

  #gathering(): Batch {
    if (this.#batch !== null) return this.#batch;
    this.#flush = (this.#flush + 1) >>> 0;
    this.#batch = new Batch(this.#parts.salt, this.#flush, this.#spare);
    this.#spare = null;
    return this.#batch;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#running === null) this.#wait();
  }

  /** Waits for what the rooms append at the same tick of their clock. */
  #wait(): void {
    queueMicrotask(() => this.#run());
  }

  #run(): void {
    this.#running = this.#flushOnce().then(() => {
      this.#running = null;
      if (this.#scheduled) this.#wait();
    });
  }

  /** Never rejects. */
  async #flushOnce(): Promise<void> {
    const batch = this.#batch;
    this.#batch = null;
    this.#scheduled = false;
    if (batch === null) return;
    this.#startedAt = performance.now();
    const { failPoint, index } = this.#parts;
    try {
      const { segment, file } = await this.#end.ready();
      if (batch.length > 0) {
        failPoint('journal.beforeWrite');
        await file.append(batch.bytes);
        failPoint('journal.afterWrite');
      }
      for (const { record, offset, length } of batch.records) {
        take(index, record, segment.number, segment.length + offset, length);
      }
      segment.length += batch.length;
    } catch (error) {
      this.#fail(batch, new LogUnavailable('the log could not be written', { cause: error }));
      return;
    }
    this.#spare = batch.written();
  }

  /** Records gathered meanwhile may depend on those that failed, so they fail too. */
  #fail(batch: Batch, error: unknown): void {
    this.#end.suspect();
    const gathered = this.#batch;
    this.#batch = null;
    this.#scheduled = false;
    batch.failed(error);
    gathered?.failed(error);
  }
}

/** Applies a record to the index. */
export function take(
  index: BoardIndex,
  { kind, boardId, seq }: Pick<JournalRecord, 'kind' | 'boardId' | 'seq'>,
  segment: number,
  offset: number,
  length: number,
): void {
  if (kind === 'entry') index.add(boardId, seq, segment, offset, length);
  else if (kind === 'folded') index.dropUpTo(boardId, seq);
  else if (kind === 'deleted') index.dropFrom(boardId, 0);
}
