import { join } from 'node:path';
import { LogUnavailable } from '../../board-log.ts';
import type { BoardIndex } from './board-index.ts';
import type { AppendFile, Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { type JournalRecord, putRecord, recordBytes } from './record.ts';
import { segmentFile } from './segment-name.ts';
import { CLOSED_FILE, CLOSED_SALT, stateBytes } from './state.ts';

/** A file of the journal. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly salt: number;
  /** How many of its bytes are known to be on disk and whole. */
  length: number;
}

export interface WriterParts {
  readonly folder: string;
  readonly disk: Disk;
  readonly failPoint: FailPoint;
  readonly index: BoardIndex;
  /** All that there are, in order; the writer adds those that it starts. */
  readonly segments: Segment[];
  readonly salt: number;
  /** The last segment, if it may be written to. */
  readonly active: { readonly segment: Segment; readonly file: AppendFile } | null;
  /** The number of the next flush. */
  readonly flush: number;
  /** A larger segment is followed by another, so that what is dead can be removed in pieces. */
  readonly segmentBytes: number;
}

/** What goes to the disk together. */
interface Batch {
  buffer: Buffer;
  length: number;
  readonly records: { readonly record: JournalRecord; readonly offset: number; readonly length: number }[];
  readonly done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

const BUFFER_BYTES = 256 * 1024;
/**
 * Appends records of all boards to one sequence of files, one write under way at a time. What comes meanwhile goes
 * into the next. Rooms commit by one clock (rooms/commit-clock.ts), so that a busy server makes few and large writes: on
 * two cores every write costs more in threads and system calls than all of its records.
 */
export class JournalWriter {
  readonly #parts: WriterParts;
  #active: { readonly segment: Segment; readonly file: AppendFile } | null;
  #flush: number;
  #batch: Batch | null = null;
  #spare: Buffer | null = null;
  #scheduled = false;
  #running: Promise<void> | null = null;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** A write failed: what lies behind the segment's length is not known. */
  #isSuspect = false;
  #wantsSegment = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#active = parts.active;
    this.#flush = parts.flush;
  }

  /** The segment that is written to. */
  get active(): Segment | null {
    return this.#active?.segment ?? null;
  }

  /** Milliseconds since the last flush began. */
  get quietMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Resolves when the record is on disk and in the index. Throws LogUnavailable. */
  append(record: JournalRecord): Promise<void> {
    const batch = this.#put(record);
    this.#schedule();
    return batch.done;
  }

  /** Sends the record along with the next flush, whenever that is. */
  appendAlong(record: JournalRecord): void {
    this.#put(record);
  }

  /** Starts a new segment. Throws LogUnavailable. */
  startSegment(): Promise<void> {
    this.#wantsSegment = true;
    const batch = this.#gathering();
    this.#schedule();
    return batch.done;
  }

  /** Writes what was gathered, and down to where all is known to be whole, and lets the file go. */
  async close(): Promise<void> {
    for (let batch = this.#batch; batch !== null || this.#running !== null; batch = this.#batch) {
      if (batch !== null) this.#schedule();
      await (batch?.done ?? this.#running)?.catch(() => undefined); // whoever appended is told
      await this.#running;
    }
    const { disk, folder, index } = this.#parts;
    const active = this.#active;
    this.#active = null;
    if (active === null) return;
    await active.file.close();
    const { number: segment, length } = active.segment;
    const path = join(folder, CLOSED_FILE);
    await disk.writeFile(`${path}.tmp`, stateBytes(CLOSED_SALT, { segment, length, living: index.list() }));
    await disk.rename(`${path}.tmp`, path);
    await disk.syncFolder(folder);
  }

  #put(record: JournalRecord): Batch {
    const batch = this.#gathering();
    const length = recordBytes(record);
    if (batch.length + length > batch.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * batch.buffer.length, batch.length + length));
      batch.buffer.copy(larger, 0, 0, batch.length);
      batch.buffer = larger;
    }
    putRecord(batch.buffer, batch.length, this.#parts.salt, this.#flush, record);
    batch.records.push({ record, offset: batch.length, length });
    batch.length += length;
    return batch;
  }

  #gathering(): Batch {
    if (this.#batch !== null) return this.#batch;
    this.#flush = (this.#flush + 1) >>> 0;
    let resolve: Batch['resolve'] = () => undefined;
    let reject: Batch['reject'] = () => undefined;
    const done = new Promise<void>((resolved, rejected) => {
      resolve = resolved;
      reject = rejected;
    });
    // A batch may hold nothing that anybody waits for.
    done.catch(() => undefined);
    const buffer = this.#spare ?? Buffer.allocUnsafe(BUFFER_BYTES);
    this.#spare = null;
    this.#batch = { buffer, length: 0, records: [], done, resolve, reject };
    return this.#batch;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#running === null) this.#wait();
  }

  /** What rooms append at the same tick of their clock goes along. */
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
      const { segment, file } = await this.#ready();
      if (batch.length > 0) {
        failPoint('journal.beforeWrite');
        await file.append(batch.buffer.subarray(0, batch.length));
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
    if (batch.buffer.length <= 4 * BUFFER_BYTES) this.#spare = batch.buffer;
    batch.resolve();
  }

  /** What was gathered meanwhile may build upon what failed, so it fails too. */
  #fail(batch: Batch, error: unknown): void {
    this.#isSuspect = true;
    const gathered = this.#batch;
    this.#batch = null;
    this.#scheduled = false;
    batch.reject(error);
    gathered?.reject(error);
  }

  /** A segment behind whose end nothing lies. */
  async #ready(): Promise<{ readonly segment: Segment; readonly file: AppendFile }> {
    if (this.#active !== null && this.#isSuspect) await this.#mend(this.#active);
    const active = this.#active;
    if (active !== null && !this.#wantsSegment && active.segment.length < this.#parts.segmentBytes) return active;
    const next = await this.#start();
    this.#active = next;
    this.#wantsSegment = false;
    this.#isSuspect = false;
    await active?.file.close().catch(() => undefined); // all in it is on disk
    return next;
  }

  /** Cuts off what a failed write may have left. Where that fails too the segment is left; the next one's state tells. */
  async #mend({ segment, file }: { readonly segment: Segment; readonly file: AppendFile }): Promise<void> {
    try {
      await file.truncate(segment.length);
      this.#isSuspect = false;
    } catch {
      this.#active = null;
      await file.close().catch(() => undefined); // it is not used any more
    }
  }

  async #start(): Promise<{ readonly segment: Segment; readonly file: AppendFile }> {
    const { disk, failPoint, folder, index, salt, segments } = this.#parts;
    failPoint('segment.beforeStart');
    this.#number = Math.max(this.#number, segments.at(-1)?.number ?? 0) + 1;
    const number = this.#number;
    const path = join(folder, segmentFile({ number, salt }));
    const head = stateBytes(salt, { segment: number, length: 0, living: index.list() });
    const file = await disk.create(path);
    try {
      await file.append(head);
      await disk.syncFolder(folder);
    } catch (error) {
      await file.close().catch(() => undefined); // what matters has failed already
      await disk.remove(path).catch(() => undefined); // it then lies there, and is found to be empty at the next start
      throw error;
    }
    failPoint('segment.started');
    const segment: Segment = { number, path, salt, length: head.length };
    segments.push(segment);
    return { segment, file };
  }

  /** The last number that was tried. */
  #number = 0;
}

/** Makes the index say what a record says. */
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
