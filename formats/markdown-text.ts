import { writable } from './cell-text.ts';

/**
 * Text of people, written so that Markdown shows it and never obeys it: no heading, list, link, picture, HTML, table
 * or code comes out of a note. Letters that mean something only at the start of a line are escaped only there.
 */
const INLINE = /[\\`*_[\]<>|~&$^]/g;

/** One line, whatever the text held: for headings and list entries that cannot span lines. */
export function inlineText(text: string): string {
  return escapeLine(writable(text).replace(/\s+/g, ' ').trim());
}

/** All lines, each but the first led by `indent`; single line ends are kept as hard breaks. */
export function blockText(text: string, indent: string): string {
  const lines = writable(text).split('\n').map(escapeLine);
  return lines
    .map((line, i) => {
      const next = lines[i + 1];
      // A backslash at a line's end is a hard break; before an empty line it would be shown.
      const broken = line !== '' && next !== undefined && next !== '' ? `${line}\\` : line;
      return i === 0 || broken === '' ? broken : indent + broken;
    })
    .join('\n');
}

function escapeLine(line: string): string {
  const bare = line.trim();
  return bare
    .replace(INLINE, '\\$&')
    .replace(/^([#+\-=:])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/:\/\//g, '\\://')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`);
}
