import type { Board } from '#board/board';
import type { NoteId } from '#board/ids';

/** How much of a linked note is quoted: enough to find the note, not a second copy of it. */
const QUOTED_LETTERS = 80;

/** The links of each linked note, a line for each: `→` and the note it leads to, or `←` and the note it comes from. */
export function linkLines(board: Board): Map<NoteId, string[]> {
  const lines = new Map<NoteId, string[]>();
  const add = (id: NoteId, arrow: string, other: NoteId) => {
    const own = lines.get(id) ?? [];
    own.push(`${arrow} ${quote(board.notes.get(other)?.text ?? '')}`);
    lines.set(id, own);
  };
  for (const { from, to } of board.links) {
    add(from, '→', to);
    add(to, '←', from);
  }
  return lines;
}

function quote(text: string): string {
  const letters = [...text.replace(/\s+/g, ' ').trim()];
  return letters.length <= QUOTED_LETTERS ? letters.join('') : `${letters.slice(0, QUOTED_LETTERS).join('')} …`;
}
