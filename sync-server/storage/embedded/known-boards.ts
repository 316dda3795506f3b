import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BoardLog, LogCorrupt } from '../board-log.ts';
import type { Catalog } from '../catalog.ts';

/**
 * Wraps a log so that a board without any trace in it is not read as an empty board. A board's first entry is stored
 * before its record, so a board that is in the catalogue but not in the log is damaged (I3).
 */
export function knowingBoards(log: BoardLog, catalog: Catalog, damaged: (sentence: string) => void): BoardLog {
  return {
    load: async (boardId) => {
      const loaded = await log.load(boardId);
      const record = loaded.seq === 0 ? await catalog.get(boardId) : null;
      if (record === null || record.deletedAt !== null) return loaded;
      const error = new LogCorrupt(boardId, 1, 'it is missing');
      damaged(`${error.message}; the board is set aside, the others are served`);
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
 * Whether there are boards but no journal with content. The server never removes the last journal, so somebody else
 * did. What no checkpoint covers is then lost, and nothing else would show it.
 */
export async function lacksJournal(folder: string, catalog: Catalog): Promise<boolean> {
  if ((await catalog.list()).every(({ deletedAt }) => deletedAt !== null)) return false;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (name.startsWith('journal-') && (await stat(join(folder, name))).size > 0) return false;
  }
  return true;
}
