import type { Board } from '#board/board';
import type { BoardId } from '#board/ids';
import type { Language } from '#board/label';
import { outlineOf } from '#formats/outline';
import type { Outline } from '#protocol/http-api';

const outlines = new WeakMap<Board, Map<Language, Outline>>();
const texts = new WeakMap<Outline, string>();

/** The outline of a board in a language, made once for each reading of the board. */
export function sharedOutline(board: Board, boardId: BoardId, language: Language): Outline {
  const ofBoard = outlines.get(board) ?? new Map<Language, Outline>();
  outlines.set(board, ofBoard);
  const known = ofBoard.get(language);
  if (known !== undefined) return known;
  const outline = outlineOf(board, boardId, language);
  ofBoard.set(language, outline);
  return outline;
}

/** An outline as JSON, made once. */
export function outlineText(outline: Outline): string {
  const known = texts.get(outline);
  if (known !== undefined) return known;
  const text = JSON.stringify(outline);
  texts.set(outline, text);
  return text;
}
