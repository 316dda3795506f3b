import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import type { BoardId } from '#board/ids';
import type { Damage } from '../damage.ts';
import type { WorkMarks } from '../work-marks.ts';

/** A board's id is at most 64 characters long; a line feed ends each slot. */
const SLOT_BYTES = 65;
const ID = /^[A-Za-z0-9_-]{16,64}$/;
const CREATE_OR_KEEP = constants.O_RDWR | constants.O_CREAT;

/**
 * The marks as slots of one small file: the first names the board at work, the others earlier suspects. It is never
 * synced: what a process has written is there after its death, and a power cut is no board's fault. So a mark costs two
 * writes to memory, some microseconds.
 */
export class WorkMarksFile implements WorkMarks {
  readonly suspects: Set<BoardId>;
  readonly #report: (damage: Damage) => void;
  readonly #warn: (sentence: string) => void;
  /** Null: the file cannot be written, so nothing is marked. */
  #file: number | null = null;
  #isAtWork = false;

  /** `isKnown`: whether there is such a board. Others are forgotten. */
  constructor(
    path: string,
    isKnown: (boardId: BoardId) => boolean,
    report: (damage: Damage) => void,
    warn: (sentence: string) => void,
  ) {
    this.#report = report;
    this.#warn = warn;
    this.suspects = new Set();
    try {
      this.#file = openSync(path, CREATE_OR_KEEP, 0o600);
      const text = readFileSync(this.#file, 'latin1');
      for (const id of text.split(/\s+/)) if (ID.test(id) && isKnown(id as BoardId)) this.suspects.add(id as BoardId);
      this.#writeSuspects(Math.ceil(text.length / SLOT_BYTES));
      this.#write(0, ''); // last: a crash before it names a board twice, and none never
    } catch (error) {
      this.#fail(error);
    }
  }

  during<T>(boardId: BoardId, work: () => T): T {
    if (this.#file === null || this.#isAtWork) return work();
    this.#isAtWork = true;
    this.#write(0, boardId);
    try {
      return work();
    } finally {
      this.#write(0, '');
      this.#isAtWork = false;
    }
  }

  clear(boardId: BoardId): void {
    const before = this.suspects.size;
    if (this.suspects.delete(boardId)) this.#writeSuspects(before);
  }

  setAside(boardId: BoardId, fault: string): void {
    this.#report({ store: 'log', file: `log, board ${boardId}`, fault: 'a board ended the server and is not loaded' });
    this.#warn(
      `board ${boardId} is set aside: the server ended while it was at work on it, and loading it alone failed, too (${fault}). Other boards are not affected. Each start tries it again; LIMIT_TRIAL_MEGABYTES and LIMIT_TRIAL_MS give it more`,
    );
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  /** Writes all suspects, and blanks over those that were there before. */
  #writeSuspects(before: number): void {
    const ids = [...this.suspects];
    for (let i = 0; i < Math.max(before, ids.length); i++) this.#write(i + 1, ids[i] ?? '');
  }

  #write(slot: number, id: string): void {
    if (this.#file === null) return;
    try {
      writeSync(this.#file, `${id.padEnd(SLOT_BYTES - 1)}\n`, slot * SLOT_BYTES, 'latin1');
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Marks are a help, no condition: on a full disk boards are served without them. */
  #fail(error: unknown): void {
    this.close();
    this.#warn(`which board is at work cannot be marked (${String(error)})`);
  }
}
