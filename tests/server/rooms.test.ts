/**
 * A board's room is given up or unloaded while an append is under way, and the board is opened again meanwhile. The new
 * room stays in memory as long as it has users, so that a board never has two rooms.
 */
import { expect, test } from 'vitest';
import { renameBoard } from '#board/meta';
import { defaultLimits } from '#protocol/limits';
import { createLogger } from '../../sync-server/observe/logger.ts';
import { createMetrics } from '../../sync-server/observe/metrics.ts';
import { Rooms } from '../../sync-server/rooms/rooms.ts';
import { LogUnavailable } from '../../sync-server/storage/board-log.ts';
import { openJournal } from '../../sync-server/storage/embedded/journal/open-journal.ts';
import { seedUpdate } from '../board/random-edits.ts';
import { boardNamed } from '../helpers/log-content.ts';
import { MemoryDisk } from '../helpers/memory-disk.ts';

const BOARD = boardNamed('board');

/** Rooms on a log that can be made to fail, with timers that fire when the test says so. */
async function roomsOnLog() {
  const log = await openJournal('/log', { disk: new MemoryDisk(), warn: () => undefined });
  await log.append(BOARD, { seq: 1, updates: [seedUpdate()], at: 0 });
  let append: typeof log.append = (boardId, added) => log.append(boardId, added);
  const due: (() => void)[] = [];
  const rooms = new Rooms({
    log: {
      load: (boardId) => log.load(boardId),
      append: (boardId, added) => append(boardId, added),
      checkpoint: (boardId, checkpoint) => log.checkpoint(boardId, checkpoint),
      delete: (boardId) => log.delete(boardId),
      ping: () => log.ping(),
      close: () => log.close(),
    },
    restoredAt: null,
    guard: { during: (_boardId, work) => work(), admit: async () => undefined },
    migrations: [],
    limits: defaultLimits(),
    logger: createLogger('silent'),
    metrics: createMetrics(),
    now: () => Date.now(),
    monotonic: () => performance.now(),
    later: (task) => void due.push(task),
  });
  return {
    rooms,
    /** Replaces appends; null: they reach the log again. */
    instead: (other: (() => Promise<void>) | null) => {
      append = other ?? ((boardId, added) => log.append(boardId, added));
    },
    /** Runs every task that was scheduled. */
    pass: async () => {
      for (const task of due.splice(0)) task();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const rename = (title: string) => (doc: Parameters<typeof renameBoard>[0]) => renameBoard(doc, title);

test('keeps a board’s new room in memory when a user of the given-up room leaves', async () => {
  const { rooms, instead, pass } = await roomsOnLog();
  const old = await rooms.acquire(BOARD);
  const fault = new LogUnavailable('full');
  instead(() => Promise.reject(fault));
  await expect(old.edit(rename('lost'))).rejects.toBe(fault);
  instead(null);
  const next = await rooms.acquire(BOARD);
  expect(next).not.toBe(old);
  rooms.release(old);
  rooms.release(await rooms.acquire(BOARD));
  await pass();
  expect(await rooms.acquire(BOARD)).toBe(next);
  expect(rooms.size).toBe(1);
});

test('keeps a board’s new room in memory when the unloaded room’s append fails', async () => {
  const { rooms, instead, pass } = await roomsOnLog();
  const old = await rooms.acquire(BOARD);
  let fail: (error: Error) => void = () => undefined;
  instead(() => new Promise((_, reject) => (fail = reject)));
  const fault = new LogUnavailable('full');
  const edited = expect(old.edit(rename('lost'))).rejects.toBe(fault);
  await pass();
  rooms.release(old);
  await pass();
  expect(rooms.size).toBe(0);
  const opening = rooms.acquire(BOARD);
  fail(fault);
  await edited;
  instead(null);
  const next = await opening;
  expect(next).not.toBe(old);
  expect(await rooms.acquire(BOARD)).toBe(next);
  await next.edit(rename('kept'));
});
