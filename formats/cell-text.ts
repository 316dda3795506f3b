/** The limits of one Excel cell. Excel reports a file with a longer text as damaged. */
const MOST_UNITS = 32_767;
const MOST_LINE_FEEDS = 253;

// Control characters, halves of surrogate pairs and non-characters. XML 1.0 forbids or discourages them, and the
// library that writes the file would drop the letter next to some of them as well.
const UNWRITABLE = /(?![\t\n])\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}/gu;

/** Whether a workbook loses a character of the text. The library that writes it also drops the replacement character. */
export function losesCharacters(text: string): boolean {
  return text.includes('\ufffd') || writable(text) !== text.replace(/\r\n?/g, '\n');
}

/** The text without the characters that a file cannot hold, and with line feeds as its only line ends. */
export function writable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWRITABLE, '');
}

/**
 * Splits a text into pieces that each fit a cell, for consecutive rows. Joined, they are the {@link writable} text:
 * nothing is lost and no letter is split. Returns at least one piece.
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
 * Spreadsheets read `_x000D_` in a stored text as the character with that code. To keep a note that contains such a
 * text, its first underscore is itself written as a code.
 */
export function escapeCell(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}
