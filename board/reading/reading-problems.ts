import type { ReadingProblem } from '../board.ts';
import { RECORD_ROOTS } from '../board-doc.ts';
import type { Readings } from '../nouns.ts';

/** A problem for each value that a peer put where a record should be. */
export function notRecords(readings: Readings): ReadingProblem[] {
  const problems: ReadingProblem[] = [];
  for (const root of RECORD_ROOTS) {
    for (const [id, reading] of readings[root]) if (reading === null) problems.push({ root, id, what: 'not-a-record' });
  }
  return problems;
}

/** Sorts by root, then id. Records are read in the order of their changes, which differs between readers. */
export function byProblem(a: ReadingProblem, b: ReadingProblem): number {
  if (a.root !== b.root) return a.root < b.root ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
