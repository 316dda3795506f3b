import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BoardIndex, DAMAGED } from './board-index.ts';
import type { Disk } from './disk.ts';
import type { ActiveSegment, Segment } from './journal-end.ts';
import { take } from './journal-writer.ts';
import { type ScannedItem, scanSegment } from './scan.ts';
import { readSegmentFile } from './segment-name.ts';
import { CLOSED_FILE, CLOSED_SALT, readState, type State } from './state.ts';

/** Sentences for the operator. */
interface Report {
  warn(sentence: string): void;
  damaged(sentence: string): void;
}

/** What reading the segments of a folder gave. */
export interface Recovered {
  readonly index: BoardIndex;
  readonly segments: Segment[];
  readonly salt: number;
  /** The last segment, if it is whole and can be appended to. */
  readonly active: ActiveSegment | null;
  readonly flush: number;
  /** Boards whose last record is their deletion. Their files may still exist. */
  readonly deleted: ReadonlySet<string>;
}

/** An entry whose payload is damaged. Once the last flush is known, so is whether a crash cut its write off. */
interface Doubt {
  readonly boardId: string;
  readonly seq: number;
  readonly flush: number;
  readonly at: number;
}

/**
 * Reads all segments, in order. What a crash left of the last write is cut off, because it was never acknowledged.
 * Other damage is kept in the index with its board and reported to the operator, and the files are not changed. Throws
 * the file system's error if a folder or a file cannot be read or synced at all.
 */
export async function recover(folder: string, disk: Disk, report: Report): Promise<Recovered> {
  const index = new BoardIndex();
  const deleted = new Set<string>();
  const segments = await listSegments(folder, disk);
  const bytes = await disk.readFile(join(folder, CLOSED_FILE));
  const closed = bytes === null ? null : readState(bytes, 0, CLOSED_SALT);
  if (bytes !== null && closed === null) report.damaged(`${join(folder, CLOSED_FILE)} is damaged and is ignored`);
  let last: SegmentReader | null = null;
  for (const segment of segments) {
    last = new SegmentReader(segment, index, deleted, closed?.segment === segment.number ? closed : null);
    await last.read(disk);
    if (segment !== segments.at(-1)) await syncSegment(segment, disk);
  }
  if (closed !== null && closed.segment > (segments.at(-1)?.number ?? 0)) {
    index.apply(closed.living, closed.segment);
    report.damaged(
      `journal ${closed.segment} of ${folder} is missing: unless it is put back, what was saved last is lost`,
    );
  }
  const active = last === null ? null : await last.finish(disk, report);
  const salt = segments.at(-1)?.salt ?? randomBytes(4).readUInt32LE();
  return { index, segments, salt, active, flush: last?.flush ?? 0, deleted };
}

async function listSegments(folder: string, disk: Disk): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const file of await disk.list(folder)) {
    const name = readSegmentFile(file);
    if (name !== null) segments.push({ ...name, path: join(folder, file), length: 0 });
  }
  return segments.sort((a, b) => a.number - b.number);
}

/** A killed server may have left bytes in the page cache that are readable but not on disk. */
async function syncSegment(segment: Segment, disk: Disk): Promise<void> {
  const file = await disk.openToAppend(segment.path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Reads one segment into the index. */
class SegmentReader {
  flush = 0;
  readonly #segment: Segment;
  readonly #index: BoardIndex;
  readonly #deleted: Set<string>;
  /** The state in `closed`, if it is about this segment and has not been applied yet. */
  #closed: State | null;
  /** Up to here the segment was known to be on disk. Damage before this is not a write that a crash cut off. */
  readonly #wholeUpTo: number;
  readonly #doubts: Doubt[] = [];
  /** The damaged items behind the last sound record. */
  #tail: ScannedItem[] = [];
  #damaged = 0;
  #isHeaded = false;

  constructor(segment: Segment, index: BoardIndex, deleted: Set<string>, closed: State | null) {
    this.#segment = segment;
    this.#index = index;
    this.#deleted = deleted;
    this.#closed = closed;
    this.#wholeUpTo = closed?.length ?? 0;
  }

  async read(disk: Disk): Promise<void> {
    const { path, salt } = this.#segment;
    const file = await disk.openToRead(path);
    try {
      for await (const found of scanSegment(file, salt)) {
        if (found.at >= this.#wholeUpTo) this.#takeClosed();
        if (found.kind === 'record' && found.header.kind === 'state' && found.isSound) {
          const bytes = Buffer.allocUnsafe(found.end - found.at);
          await file.read(bytes, found.at);
          const state = readState(bytes, 0, salt);
          if (state !== null) this.#index.apply(state.living, this.#segment.number);
          this.#isHeaded ||= state !== null;
        }
        this.#take(found);
      }
      this.#takeClosed();
      this.#segment.length = file.size;
    } finally {
      await file.close();
    }
  }

  /** For the last segment: cuts off what a crash left of its last write. Returns it if it can be appended to. */
  async finish(disk: Disk, report: Report): Promise<ActiveSegment | null> {
    const segment = this.#segment;
    for (const { boardId, seq, flush, at } of this.#doubts) {
      if (flush === this.flush && at >= this.#wholeUpTo) this.#index.dropFrom(boardId, seq);
    }
    if (segment.length < this.#wholeUpTo) report.damaged(`${segment.path} is shorter than it was at the last stop`);
    const { cut, count } = this.#torn();
    if (this.#damaged > count || !this.#isHeaded) {
      if (this.#damaged > 0)
        report.damaged(`${segment.path} has ${this.#damaged} places that cannot be read; it is not changed`);
      await syncSegment(segment, disk);
      return null;
    }
    const file = await disk.openToAppend(segment.path);
    try {
      if (cut < segment.length) {
        report.warn(
          `${segment.length - cut} bytes at the end of ${segment.path} were cut off: a write that a crash interrupted`,
        );
        await file.truncate(cut);
        segment.length = cut;
      } else await file.sync();
    } catch (error) {
      await file.close();
      throw error;
    }
    return { segment, file };
  }

  #take(found: ScannedItem): void {
    if (found.kind === 'record') {
      const { header, at, end, isSound } = found;
      this.flush = header.flush;
      if (header.kind === 'deleted') this.#deleted.add(header.boardId);
      if (header.kind === 'entry') this.#deleted.delete(header.boardId);
      take(this.#index, header, this.#segment.number, at, isSound ? end - at : DAMAGED);
      // Only entries may be dropped as torn. If a `folded` record were, dropFrom would drop the living entries after
      // it.
      if (!isSound && header.kind === 'entry')
        this.#doubts.push({ boardId: header.boardId, seq: header.seq, flush: header.flush, at });
      if (isSound) {
        this.#tail = [];
        return;
      }
    }
    this.#damaged += 1;
    this.#tail.push(found);
  }

  #takeClosed(): void {
    if (this.#closed !== null) this.#index.apply(this.#closed.living, this.#segment.number);
    this.#closed = null;
  }

  /** Where the damage of the last write begins at the end of the segment, and how many items it is. */
  #torn(): { readonly cut: number; readonly count: number } {
    let cut = this.#segment.length;
    let count = 0;
    for (const found of [...this.#tail].reverse()) {
      if (found.at < this.#wholeUpTo || (found.kind === 'record' && found.header.flush !== this.flush)) break;
      cut = found.at;
      count += 1;
    }
    return { cut, count };
  }
}
