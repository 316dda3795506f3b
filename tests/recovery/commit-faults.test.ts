/**
 * What is modelled: one board's delivery throws, in the tick in which all boards commit. What is told: that board is
 * given up, whoever waits for it is told, and the others go on committing (reliability row 61).
 */
import { expect, test } from 'vitest';
import { CommitClock } from '../../sync-server/rooms/commit-clock.ts';
import { CommitQueue, type Queued } from '../../sync-server/rooms/commit-queue.ts';

const WINDOW_MS = 1;

function queueOn(clock: CommitClock, deliver: (group: readonly Queued[]) => void) {
  const told = { appended: 0, failures: [] as unknown[] };
  const queue = new CommitQueue({
    clock,
    monotonic: () => performance.now(),
    append: async (updates) => {
      told.appended += updates.length;
    },
    deliver,
    fail: (error) => void told.failures.push(error),
  });
  return { queue, told };
}

function update(): Queued {
  const bytes = new Uint8Array([1]);
  return { kind: 'update', update: bytes, message: bytes, from: null, counts: 0, owners: [] };
}

test('a board whose delivery throws is given up, and the others go on committing', async () => {
  const clock = new CommitClock(
    WINDOW_MS,
    () => performance.now(),
    () => undefined,
  );
  let delivered = 0;
  const fault = new TypeError('a fault that no code expects');
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
  expect(broken.told.failures).toEqual([fault]);
  await expect(broken.queue.flush()).rejects.toBe(fault);
  for (let i = 0; i < 10; i++) {
    sound.queue.push(update());
    await sound.queue.flush();
  }
  expect(sound.told.appended).toBe(11);
  expect(delivered).toBeGreaterThanOrEqual(10);
  expect(sound.told.failures).toEqual([]);
});
