import { writable } from './cell-text.ts';

/**
 * The characters that are markup anywhere in a line. Users' text is escaped, so that no note becomes a heading, list,
 * link, picture, HTML, table or code. Characters that are markup only at the start of a line are escaped only there.
 */
const INLINE = /[\\`*_[\]<>|~&$^]/g;

/** The text on one line, for headings and list entries that cannot span lines. */
export function inlineText(text: string): string {
  return escapeLine(writable(text).replace(/\s+/g, ' ').trim());
}

/** All lines, each but the first indented by `indent`. Single line ends become hard breaks. */
export function blockText(text: string, indent: string): string {
  const lines = writable(text).split('\n').map(escapeLine);
  return lines
    .map((line, i) => {
      const next = lines[i + 1];
      // A backslash at the end of a line is a hard break; before an empty line it would be shown as a backslash.
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
