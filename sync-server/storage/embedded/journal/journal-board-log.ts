import { join } from 'node:path';
import type { BoardId } from '#board/ids';
import {
  type BoardLog,
  type Checkpoint,
  type LoadedLog,
  LogCorrupt,
  type LogEntry,
  LogUnavailable,
} from '../../board-log.ts';
import type { BoardFiles } from './board-files.ts';
import type { BoardIndex } from './board-index.ts';
import { Cleaner, type TidySizes } from './cleaner.ts';
import type { Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { InOrder } from './in-order.ts';
import type { Segment } from './journal-end.ts';
import type { JournalWriter } from './journal-writer.ts';
import { loadBoard } from './load-board.ts';

/** As large as a burst of edits: on a nearly full disk a few bytes may still fit into a free block. */
const PING = new Uint8Array(64 * 1024);

export interface JournalBoardLogParts {
  readonly sizes: TidySizes;
  readonly folder: string;
  warn(sentence: string): void;
  damaged(sentence: string): void;
  readonly disk: Disk;
  readonly failPoint: FailPoint;
  readonly files: BoardFiles;
  readonly index: BoardIndex;
  readonly segments: Segment[];
  readonly writer: JournalWriter;
}

/** The log of all boards, on the journal and the boards' files. */
export class JournalBoardLog implements BoardLog {
  readonly #parts: JournalBoardLogParts;
  readonly #cleaner: Cleaner;
  readonly #order = new InOrder();
  /** One board's file is written at a time, so that a slow disk never occupies all threads. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  /** Boards whose file is damaged. It must not overwrite its previous generation. */
  readonly #damaged = new Set<string>();
  #pinging: Promise<void> | null = null;

  constructor(parts: JournalBoardLogParts) {
    this.#parts = parts;
    this.#cleaner = new Cleaner({ ...parts, takeOver: (boardId) => this.#takeOver(boardId as BoardId) });
  }

  /** Has dead bytes removed when the server is quiet; `purges`: however few they are. */
  tidy(purges: boolean): void {
    if (purges) this.#cleaner.purge();
    else this.#cleaner.soon();
  }

  load(boardId: BoardId): Promise<LoadedLog> {
    return this.#order.run(boardId, () => this.#load(boardId));
  }

  append(boardId: BoardId, { seq, updates, at, owners = [] }: LogEntry): Promise<void> {
    this.#cleaner.soon();
    return this.#parts.writer.append({ kind: 'entry', boardId, seq, at, owners, updates });
  }

  checkpoint(boardId: BoardId, { seq, state, at, owners = [] }: Checkpoint): Promise<void> {
    return this.#order.run(boardId, async () => {
      // A later checkpoint has been written already, and the entries between are gone.
      if (seq < (this.#parts.index.range(boardId)?.first ?? 0)) return;
      await this.#write(boardId, { seq, at, owners, updates: [state] });
    });
  }

  delete(boardId: BoardId): Promise<void> {
    return this.#order.run(boardId, async () => {
      const { files, index, writer, failPoint } = this.#parts;
      await unavailable('removed', async () => {
        if (index.range(boardId) === null && !(await files.has(boardId))) return;
        await writer.append({ kind: 'deleted', boardId, seq: 0, at: 0, owners: [], updates: [] });
        failPoint('delete.recorded');
        await files.remove(boardId);
        failPoint('delete.removed');
        this.#damaged.delete(boardId);
      });
      this.#cleaner.purge();
    });
  }

  ping(): Promise<void> {
    this.#pinging ??= this.#ping().finally(() => {
      this.#pinging = null;
    });
    return this.#pinging;
  }

  async close(): Promise<void> {
    await this.#cleaner.stop();
    await this.#order.idle();
    try {
      await this.#parts.writer.close();
    } catch (error) {
      // All that was acknowledged is on disk; only the file `closed` is out of date.
      this.#parts.warn(`the journal could not be closed cleanly: ${error instanceof Error ? error.message : error}`);
    }
  }

  async #ping(): Promise<void> {
    const path = join(this.#parts.folder, 'ping');
    await unavailable('written', async () => {
      try {
        await this.#parts.disk.writeFile(path, PING);
      } finally {
        await this.#parts.disk.remove(path);
      }
    });
  }

  async #load(boardId: BoardId): Promise<LoadedLog> {
    const { index, damaged } = this.#parts;
    try {
      const { log, mended } = await unavailable('read', () => loadBoard(boardId, this.#parts));
      if (mended !== null) {
        this.#damaged.add(boardId);
        damaged(`board ${boardId}: ${mended}; the previous generation and the journal hold everything`);
      }
      return log;
    } catch (error) {
      if (error instanceof LogCorrupt) {
        this.#damaged.add(boardId);
        damaged(`${error.message}; the board is set aside, the others are served`);
      }
      throw error;
    } finally {
      if (index.range(boardId) !== null) this.#cleaner.soon();
    }
  }

  /** Writes a board's file and drops the entries that it covers. Throws LogUnavailable. */
  async #write(boardId: BoardId, all: Pick<Checkpoint, 'seq' | 'at'> & Content): Promise<void> {
    const { files, index, writer, failPoint } = this.#parts;
    const write = this.#lastWrite.then(() =>
      files.write({ kind: 'checkpoint', boardId, ...all }, !this.#damaged.has(boardId)),
    );
    this.#lastWrite = write.catch(() => undefined); // thrown below
    await unavailable('written', () => write);
    this.#damaged.delete(boardId);
    failPoint('checkpoint.done');
    index.dropUpTo(boardId, all.seq);
    writer.appendAlong({ kind: 'folded', boardId, seq: all.seq, at: 0, owners: [], updates: [] });
    this.#cleaner.soon();
  }

  /** Moves a board's entries from the journal to its file, without merging them. Leaves a damaged board alone. */
  #takeOver(boardId: BoardId): Promise<void> {
    return this.#order.run(boardId, async () => {
      if (this.#damaged.has(boardId) || this.#parts.index.range(boardId) === null) return;
      let log: LoadedLog;
      try {
        log = await this.#load(boardId);
      } catch (error) {
        if (error instanceof LogCorrupt) return;
        throw error;
      }
      const { seq, changedAt, owners, updates } = log;
      await this.#write(boardId, { seq, at: changedAt ?? 0, owners, updates });
    });
  }
}

interface Content {
  readonly owners: LoadedLog['owners'];
  readonly updates: readonly Uint8Array[];
}

async function unavailable<T>(done: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof LogUnavailable || error instanceof LogCorrupt) throw error;
    throw new LogUnavailable(`the log could not be ${done}`, { cause: error });
  }
}
