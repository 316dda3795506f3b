import type { BoardId } from '#board/ids';

/**
 * Says on disk which board the process is at work on, so that the next process knows which one may have ended this one.
 */
export interface WorkMarks {
  /** Boards at whose work an earlier process ended, and that nobody has cleared since. */
  readonly suspects: ReadonlySet<BoardId>;
  /** Runs work on a board, which must not be asynchronous, and marks the board meanwhile. */
  during<T>(boardId: BoardId, work: () => T): T;
  /** A suspect was found harmless. */
  clear(boardId: BoardId): void;
  /** A suspect is not loaded: /readyz and the log say so. It stays a suspect. */
  setAside(boardId: BoardId, fault: string): void;
}
