import type * as Y from 'yjs';
import type { Board } from '../board.ts';
import { BoardReader } from './board-reader.ts';

/**
 * Reads a document as a board. Never throws (I4): whatever members have merged into it, the result is a board with a
 * list of problems. For a board that keeps changing, use a {@link BoardReader}.
 */
export function readBoard(doc: Y.Doc): Board {
  const reader = new BoardReader(doc);
  const board = reader.read();
  reader.destroy();
  return board;
}
