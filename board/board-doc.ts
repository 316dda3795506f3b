import * as Y from 'yjs';
import { NOUNS, type Noun, type RecordNoun, type RecordRoot, type RootName } from './nouns.ts';

/** All roots of a board's document, in the order of the table of nouns. */
export const ROOTS = Object.keys(NOUNS) as readonly RootName[];

/** The roots that hold records. */
export const RECORD_ROOTS = ROOTS.filter((name): name is RecordRoot => NOUNS[name].shape === 'records');

/** The roots that are a Y.Map: those that hold records, and `meta`, which holds properties directly. */
export type MapRoot = Exclude<RootName, 'places'>;
export const MAP_ROOTS = ROOTS.filter((name): name is MapRoot => NOUNS[name].shape !== 'row');

/** The table's row for a root that holds records. */
export function nounOf(name: RecordRoot): RecordNoun {
  return NOUNS[name];
}

/** The property of a root's records that several members may edit at once; null if there is none. */
export function mergedTextOf(name: MapRoot): string | null {
  const noun: Noun = NOUNS[name];
  return noun.shape === 'records' ? noun.mergedText : null;
}

/** Whether a rule of its own checks what a root's records hold. */
export function isChecked(name: RootName): boolean {
  const noun: Noun = NOUNS[name];
  return noun.shape === 'records' && noun.isChecked;
}

/** Makes an empty board document. Defines every root, because Yjs gives a root that only an update names no type. */
export function createBoardDoc(): Y.Doc {
  const doc = new Y.Doc();
  for (const name of ROOTS) {
    if (NOUNS[name].shape === 'row') doc.getArray(name);
    else doc.getMap(name);
  }
  return doc;
}
