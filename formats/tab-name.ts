import { writable } from './cell-text.ts';

/** Excel's own limit, in UTF-16 units. */
const LONGEST = 31;

/**
 * Makes a tab name that Excel accepts for each wanted name: at most 31 units without `: \ / ? * [ ]`, no apostrophe at
 * either end, not the reserved "History", and none twice, ignoring case. Repeated names are numbered.
 */
export function tabNames(wanted: readonly string[], fallback: string): string[] {
  const taken = new Set(['history']);
  return wanted.map((name) => {
    const clean = bare(name) || bare(fallback) || '1';
    let tab = cut(clean, LONGEST);
    for (let n = 2; taken.has(fold(tab)); n++) {
      const suffix = ` (${n})`;
      tab = cut(clean, LONGEST - suffix.length) + suffix;
    }
    taken.add(fold(tab));
    return tab;
  });
}

function bare(name: string): string {
  const allowed = writable(name)
    .replace(/[:\\/?*[\]]/g, ' ')
    .replace(/\s+/g, ' ');
  return trimEnds(allowed);
}

function trimEnds(name: string): string {
  return name.replace(/^[\s']+|[\s']+$/g, '');
}

/** Cuts between letters, never inside a surrogate pair, and trims the new end. */
function cut(name: string, longest: number): string {
  let kept = '';
  for (const letter of name) {
    if (kept.length + letter.length > longest) break;
    kept += letter;
  }
  return trimEnds(kept);
}

function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase();
}
