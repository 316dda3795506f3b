import * as Y from 'yjs';
import { openJournal } from '../journal/open-journal.ts';
import { LmdbLog } from './lmdb-log.ts';

/** Boards that are written at once, so that they share the journal's commits. */
const AT_ONCE = 16;

export interface Copied {
  readonly boards: number;
  /** Boards that are damaged in the old log. */
  readonly leftOut: { readonly board: string; readonly fault: string }[];
}

/** Writes every board of an old log into a new journal, with the number that its last entry had. */
export async function copyLmdbLog(from: string, to: string): Promise<Copied> {
  const old = new LmdbLog(from);
  const log = await openJournal(to, {
    warn: (sentence) => process.stderr.write(`${sentence}\n`),
  });
  const boards = old.boards();
  const leftOut: Copied['leftOut'] = [];
  for (let i = 0; i < boards.length; i += AT_ONCE) {
    await Promise.all(
      boards.slice(i, i + AT_ONCE).map(async (board) => {
        const found = old.read(board);
        if (typeof found === 'string') {
          leftOut.push({ board, fault: found });
          return;
        }
        const { updates, seq, at } = found;
        // A board as it was made stays an entry, so that it still has not been changed since.
        if (seq === 1) await log.append(board, { seq, updates, at });
        else await log.checkpoint(board, { seq, state: merged(updates), at });
      }),
    );
  }
  await old.close();
  await log.close();
  return { boards: boards.length - leftOut.length, leftOut };
}

function merged(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
