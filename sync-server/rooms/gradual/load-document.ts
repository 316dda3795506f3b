import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { UpdateFault } from '../../update-guard/byte-cursor.ts';
import { storedPartsOf } from '../../update-guard/parts/update-parts.ts';
import type { Turns } from './turns.ts';

/** Updates larger than this are applied in parts. */
const LARGE_BYTES = 64 * 1024;

/**
 * Makes a board's document from its stored updates, in parts between which other boards are served. `during` runs each
 * part. Rejects if the updates cannot be applied; the board must then not open (I3).
 */
export async function loadDocument(
  updates: readonly Uint8Array[],
  turns: Turns,
  during: (work: () => void) => void,
): Promise<Y.Doc> {
  const doc = createBoardDoc();
  const work = turns.begin();
  await work.through(slicesOf(updates, doc), (slice) => {
    during(() => apply(doc, slice));
  });
  work.end();
  return doc;
}

/** Updates that are applied together. */
function* slicesOf(updates: readonly Uint8Array[], doc: Y.Doc): Generator<readonly Uint8Array[]> {
  let small: Uint8Array[] = [];
  let bytes = 0;
  for (const update of updates) {
    if (update.length <= LARGE_BYTES) {
      small.push(update);
      bytes += update.length;
    }
    if (bytes > LARGE_BYTES || update.length > LARGE_BYTES) {
      yield small;
      small = [];
      bytes = 0;
    }
    if (update.length > LARGE_BYTES) yield* partsOrWhole(update, doc);
  }
  yield small;
}

function* partsOrWhole(update: Uint8Array, doc: Y.Doc): Generator<readonly Uint8Array[]> {
  try {
    for (const part of storedPartsOf(update, doc)) yield part === null ? [] : [part];
  } catch (error) {
    if (!(error instanceof UpdateFault)) throw error;
    yield [update]; // Yjs has the last word on what was accepted once
  }
}

function apply(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
}
