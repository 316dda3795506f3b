import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BoardIndex, DAMAGED } from './board-index.ts';
import type { Disk } from './disk.ts';
import type { ActiveSegment, Segment } from './journal-end.ts';
import { take } from './journal-writer.ts';
import { type ScannedItem, scanSegment } from './scan.ts';
import { readSegmentFile } from './segment-name.ts';
import { CLOSED_FILE, CLOSED_SALT, readState, type State } from './state.ts';

/** How the operator is told. */
interface Telling {
  warn(sentence: string): void;
  damaged(sentence: string): void;
}

/** What the segments of a folder say. */
export interface Recovered {
  readonly index: BoardIndex;
  readonly segments: Segment[];
  readonly salt: number;
  /** The last segment where it is whole and can be gone on with. */
  readonly active: ActiveSegment | null;
  readonly flush: number;
  /** Boards whose deletion is the last that is told of them: their files may still be there. */
  readonly deleted: ReadonlySet<string>;
}

/** An entry whose payload is damaged. */
interface Doubt {
  readonly boardId: string;
  readonly seq: number;
  readonly flush: number;
  readonly at: number;
}

/**
 * Reads all segments, in order. What a crash left of the last write is cut off: nobody was told that it is saved.
 * Other damage is remembered with its board and told to the operator, and nothing is changed. Throws the file system's
 * error where a folder or a file cannot be read or synced at all.
 */
export async function recover(folder: string, disk: Disk, tell: Telling): Promise<Recovered> {
  const index = new BoardIndex();
  const deleted = new Set<string>();
  const segments = await listSegments(folder, disk);
  const bytes = await disk.readFile(join(folder, CLOSED_FILE));
  const closed = bytes === null ? null : readState(bytes, 0, CLOSED_SALT);
  if (bytes !== null && closed === null) tell.damaged(`${join(folder, CLOSED_FILE)} is damaged and is not used`);
  let last: SegmentReader | null = null;
  for (const segment of segments) {
    last = new SegmentReader(segment, index, deleted, closed?.segment === segment.number ? closed : null);
    await last.read(disk);
    if (segment !== segments.at(-1)) await syncSegment(segment, disk);
  }
  if (closed !== null && closed.segment > (segments.at(-1)?.number ?? 0)) {
    index.apply(closed.living, closed.segment);
    tell.damaged(`journal ${closed.segment} of ${folder} is missing: what was saved last is, if it is not put back`);
  }
  const active = last === null ? null : await last.finish(disk, tell);
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

/** A server that was killed may have left bytes that are read but not yet on disk. */
async function syncSegment(segment: Segment, disk: Disk): Promise<void> {
  const file = await disk.openToAppend(segment.path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** One segment on its way into the index. */
class SegmentReader {
  flush = 0;
  readonly #segment: Segment;
  readonly #index: BoardIndex;
  readonly #deleted: Set<string>;
  /** What the state beside the journals says of this segment, until it has been taken. */
  #closed: State | null;
  /** Up to here all was known to be whole: what is damaged there is no write that a crash cut off. */
  readonly #wholeUpTo: number;
  readonly #doubts: Doubt[] = [];
  /** What is damaged since the last sound record. */
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

  /** The last segment: cuts off what a crash left of its last write. Returns it where it can be gone on with. */
  async finish(disk: Disk, tell: Telling): Promise<ActiveSegment | null> {
    const segment = this.#segment;
    for (const { boardId, seq, flush, at } of this.#doubts) {
      if (flush === this.flush && at >= this.#wholeUpTo) this.#index.dropFrom(boardId, seq);
    }
    if (segment.length < this.#wholeUpTo) tell.damaged(`${segment.path} is shorter than it was written`);
    const { cut, count } = this.#torn();
    if (this.#damaged > count || !this.#isHeaded) {
      if (this.#damaged > 0)
        tell.damaged(`${segment.path} has ${this.#damaged} places that cannot be read; it is left as it is`);
      await syncSegment(segment, disk);
      return null;
    }
    const file = await disk.openToAppend(segment.path);
    try {
      if (cut < segment.length) {
        tell.warn(
          `${segment.length - cut} bytes at the end of ${segment.path} were cut off: a write that was not finished`,
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
      // Only an entry can be half there. What is folded is in the board's file, and nothing after it may go with it.
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

  /** Where the damage at the end begins that belongs to the last write, and how many places it is. */
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
