/** What one Excel cell can hold; a longer text makes Excel call the file damaged. */
const MOST_UNITS = 32_767;
const MOST_LINE_FEEDS = 253;

// Control characters, halves of surrogate pairs and non-characters: XML 1.0 cannot carry them or advises against it, and
// the library that writes the file would take the letter beside some of them along.
const UNWRITABLE = /(?![\t\n])\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}/gu;

/** The text without characters that a file cannot hold, with line feeds as the only line ends. */
export function writable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWRITABLE, '');
}

/**
 * The text in pieces that each fit a cell, for rows below each other. Joined they are the text again: nothing is cut
 * off, and no letter is cut in two. There is always at least one piece.
 */
export function cellPieces(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let lineFeeds = 0;
  for (const letter of writable(text)) {
    if (piece.length + letter.length > MOST_UNITS || (letter === '\n' && lineFeeds === MOST_LINE_FEEDS)) {
      pieces.push(piece);
      piece = '';
      lineFeeds = 0;
    }
    piece += letter;
    if (letter === '\n') lineFeeds++;
  }
  if (piece !== '' || pieces.length === 0) pieces.push(piece);
  return pieces;
}

/**
 * Spreadsheets read `_x000D_` in a stored text as the character it names. Someone who wrote just that on a note is to
 * get it back, so its first underscore is itself written that way.
 */
export function escapeCell(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}
