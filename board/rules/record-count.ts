import type * as Y from 'yjs';
import { RECORD_ROOTS } from '../board-doc.ts';
import { root } from '../records.ts';

/**
 * How many records a board holds. Counted once for each document and then kept up to date: Yjs remembers the keys of
 * deleted records for ever, so counting walks over all that ever were. Ask outside of transactions or in
 * `afterTransaction`.
 */
export function recordCount(doc: Y.Doc): number {
  let count = counts.get(doc);
  if (count === undefined) {
    count = { records: RECORD_ROOTS.reduce((sum, name) => sum + root(doc, name).size, 0) };
    counts.set(doc, count);
    keepUpToDate(doc, count);
  }
  return count.records;
}

const counts = new WeakMap<Y.Doc, { records: number }>();

function keepUpToDate(doc: Y.Doc, count: { records: number }): void {
  for (const name of RECORD_ROOTS) {
    root(doc, name).observe(({ changes }) => {
      for (const { action } of changes.keys.values()) {
        if (action === 'add') count.records += 1;
        else if (action === 'delete') count.records -= 1;
      }
    });
  }
}
