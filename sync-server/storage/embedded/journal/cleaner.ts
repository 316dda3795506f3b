import type { BoardIndex } from './board-index.ts';
import type { Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import type { Segment } from './journal-end.ts';
import type { JournalWriter } from './journal-writer.ts';

export interface CleanerParts {
  readonly sizes: TidySizes;
  readonly disk: Disk;
  readonly failPoint: FailPoint;
  readonly index: BoardIndex;
  readonly segments: Segment[];
  readonly writer: JournalWriter;
  warn(sentence: string): void;
  /** Moves a board's living entries from the journal to its file. */
  takeOver(boardId: string): Promise<void>;
}

/** When the journal is tidied. Tests use smaller sizes. */
export interface TidySizes {
  /** The pause between two checks; the server is quiet if nothing was written for so long. */
  readonly quietMs: number;
  /** A quiet server tidies when the dead bytes exceed the living bytes by this. */
  readonly deadBytes: number;
  /** The same while the server is busy and has other work. */
  readonly deadBytesBusy: number;
}

export const TIDY_SIZES: TidySizes = { quietMs: 1_000, deadBytes: 256 * 1024, deadBytesBusy: 64 * 1024 * 1024 };

/**
 * Removes segments without living entries. If much is dead but a few living entries keep the segments (boards that were
 * made and never opened again), those entries are moved to the boards' files first.
 */
export class Cleaner {
  readonly #parts: CleanerParts;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;
  #purges = false;

  constructor(parts: CleanerParts) {
    this.#parts = parts;
  }

  /** To be called when something was written or became dead. */
  soon(): void {
    if (this.#timer !== null || this.#running !== null || this.#stopped) return;
    this.#timer = setTimeout(() => this.#run(), this.#parts.sizes.quietMs);
    this.#timer.unref();
  }

  /** To be called when a board was deleted: dead bytes are removed once the server is quiet, however few. */
  purge(): void {
    this.#purges = true;
    this.soon();
  }

  /** Stops; resolves when no cleaning is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    this.#timer = null;
    this.#running = this.#clean()
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#parts.warn(`the journal could not be tidied and will be tried again: ${why}`);
      })
      .then(() => {
        this.#running = null;
        if (this.#purges || this.#parts.writer.quietMs < this.#parts.sizes.quietMs) this.soon();
      });
  }

  async #clean(): Promise<void> {
    const { index, segments, sizes, writer } = this.#parts;
    await this.#removeDead();
    const isQuiet = writer.quietMs >= sizes.quietMs;
    const purges = this.#purges && isQuiet;
    const isTidy = (deadBytes: number) => !purges && this.#deadBytes() <= index.bytes + deadBytes;
    if (isTidy(isQuiet ? sizes.deadBytes : sizes.deadBytesBusy)) return;
    // Damaged boards keep their segments for good. Without the second condition each round would start a new one.
    const { active } = writer;
    if (active !== null && (purges || active.length - index.livingIn(active.number).bytes > sizes.deadBytes / 2)) {
      await writer.startSegment();
      await this.#removeDead();
    }
    for (const segment of [...segments]) {
      if (segment === writer.active || isTidy(sizes.deadBytes)) continue;
      for (const boardId of [...index.boards()]) {
        if (this.#stopped) return;
        if (index.has(boardId, segment.number)) await this.#parts.takeOver(boardId);
      }
      await this.#removeDead();
    }
    if (purges) this.#purges = false;
  }

  #deadBytes(): number {
    return this.#parts.segments.reduce((sum, { length }) => sum + length, 0) - this.#parts.index.bytes;
  }

  async #removeDead(): Promise<void> {
    const { disk, failPoint, index, segments, writer } = this.#parts;
    // The last segment stays: the next one continues its number and its state.
    for (const segment of segments.slice(0, -1)) {
      if (segment === writer.active || index.livingIn(segment.number).entries > 0) continue;
      failPoint('segment.beforeRemoval');
      await disk.remove(segment.path);
      segments.splice(segments.indexOf(segment), 1);
      failPoint('segment.removed');
    }
  }
}
