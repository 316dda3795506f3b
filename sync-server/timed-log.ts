import type { Metrics } from './observe/metrics.ts';
import type { BoardLog } from './storage/board-log.ts';

/** A log that measures how long its commits take. */
export function timed(log: BoardLog, metrics: Metrics): BoardLog {
  return {
    load: (boardId) => log.load(boardId),
    append: async (boardId, entry) => {
      const end = metrics.commitSeconds.startTimer();
      await log.append(boardId, entry);
      end();
    },
    checkpoint: (boardId, entry) => log.checkpoint(boardId, entry),
    delete: (boardId) => log.delete(boardId),
    ping: () => log.ping(),
    close: () => log.close(),
  };
}
