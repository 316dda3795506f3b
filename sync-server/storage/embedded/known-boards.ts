import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BoardLog, LogCorrupt } from '../board-log.ts';
import type { Catalog } from '../catalog.ts';

/**
 * A log that does not take a board whose every trace is gone for one that is empty. A board's first entry is stored
 * before it is in the catalogue; so where the catalogue knows a board and the log nothing, that is damage (I3).
 */
export function knowingBoards(log: BoardLog, catalog: Catalog, damaged: (sentence: string) => void): BoardLog {
  return {
    load: async (boardId) => {
      const loaded = await log.load(boardId);
      const record = loaded.seq === 0 ? await catalog.get(boardId) : null;
      if (record === null || record.deletedAt !== null) return loaded;
      const error = new LogCorrupt(boardId, 1, 'it is missing');
      damaged(`${error.message}; the board is set aside, others are served`);
      throw error;
    },
    append: (boardId, entry) => log.append(boardId, entry),
    checkpoint: (boardId, checkpoint) => log.checkpoint(boardId, checkpoint),
    delete: (boardId) => log.delete(boardId),
    ping: () => log.ping(),
    close: () => log.close(),
  };
}

/**
 * Whether there are boards but no journal with anything in it. The last journal is never removed, so somebody else has;
 * what no checkpoint held is gone, and nothing else would tell.
 */
export async function lacksJournal(folder: string, catalog: Catalog): Promise<boolean> {
  if ((await catalog.list()).every(({ deletedAt }) => deletedAt !== null)) return false;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (name.startsWith('journal-') && (await stat(join(folder, name))).size > 0) return false;
  }
  return true;
}
