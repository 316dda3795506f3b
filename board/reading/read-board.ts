import type * as Y from 'yjs';
import type { Board } from '../board.ts';
import { BoardReader } from './board-reader.ts';

/**
 * Reads a document as a board. Total: whatever members have merged into it, it reads as a board plus a list of
 * problems, and never throws (I4). For a board that goes on changing, keep a {@link BoardReader}.
 */
export function readBoard(doc: Y.Doc): Board {
  const reader = new BoardReader(doc);
  const board = reader.read();
  reader.destroy();
  return board;
}
