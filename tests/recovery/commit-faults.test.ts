/**
 * Reliability row 61: one board's delivery throws in the tick in which all boards commit. Asserts that this board is
 * given up, that waiting callers get the error, and that the other boards continue to commit.
 */
import { expect, test } from 'vitest';
import { CommitClock } from '../../sync-server/rooms/commit-clock.ts';
import { CommitQueue, type Queued } from '../../sync-server/rooms/commit-queue.ts';

const WINDOW_MS = 1;

function queueOn(clock: CommitClock, deliver: (group: readonly Queued[]) => void) {
  const seen = { appended: 0, failures: [] as unknown[] };
  const queue = new CommitQueue({
    clock,
    monotonic: () => performance.now(),
    append: async (updates) => {
      seen.appended += updates.length;
    },
    deliver,
    fail: (error) => void seen.failures.push(error),
  });
  return { queue, seen };
}

function update(): Queued {
  const bytes = new Uint8Array([1]);
  return { kind: 'update', update: bytes, message: bytes, from: null, counts: 0, owners: [] };
}

test('a board whose delivery throws is given up, and the others continue to commit', async () => {
  const clock = new CommitClock(
    WINDOW_MS,
    () => performance.now(),
    () => undefined,
  );
  let delivered = 0;
  const fault = new TypeError('an unexpected error');
  const broken = queueOn(clock, () => {
    throw fault;
  });
  const sound = queueOn(clock, () => {
    delivered += 1;
  });
  broken.queue.push(update());
  const waiting = broken.queue.flush();
  sound.queue.push(update());
  await expect(waiting).rejects.toBe(fault);
  expect(broken.seen.failures).toEqual([fault]);
  await expect(broken.queue.flush()).rejects.toBe(fault);
  for (let i = 0; i < 10; i++) {
    sound.queue.push(update());
    await sound.queue.flush();
  }
  expect(sound.seen.appended).toBe(11);
  expect(delivered).toBeGreaterThanOrEqual(10);
  expect(sound.seen.failures).toEqual([]);
});
