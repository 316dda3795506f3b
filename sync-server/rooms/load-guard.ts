import type { BoardId } from '#board/ids';

/** Keeps a board that may have ended an earlier process from ending this one. */
export interface LoadGuard {
  /** Runs work on a board, which must not be asynchronous, so that the next process knows if it ended this one. */
  during<T>(boardId: BoardId, work: () => T): T;
  /**
   * Before a board is loaded: if an earlier process ended while it was at work on it, the board is first loaded where it
   * can be stopped. Rejects with BoardSetAside if that fails, or failed before.
   */
  admit(boardId: BoardId, updates: () => Promise<readonly Uint8Array[]>): Promise<void>;
}

/** The board is not loaded: the server ended while it was at work on it, and loading it alone failed, too. */
export class BoardSetAside extends Error {
  override readonly name = 'BoardSetAside';
}
