/**
 * Reliability rows 1 and 14: the process is killed at each fail point: before and after a write, and between the steps
 * of a checkpoint, of a deletion, and of starting and removing a segment. Asserts that what was saved is there, that
 * deleted boards stay deleted, and that no board is set aside.
 */
import { expect, test } from 'vitest';
import { FAIL_POINTS, type FailPointName } from '../../../sync-server/storage/embedded/journal/fail-points.ts';
import { expectPromised, type Promised, work } from '../../helpers/log-work.ts';
import { MemoryDisk } from '../../helpers/memory-disk.ts';
import { rounds } from '../../helpers/rounds.ts';
import { announcedSeed, Random } from '../../helpers/seeds.ts';

/** Of each point, kills at the first passings, and at one in ten after these. */
const FIRST = rounds(15, 100);

interface Killed {
  readonly name: FailPointName;
  readonly files: Map<string, Buffer>;
  readonly promises: readonly Promised[];
}

test('a kill at any fail point loses nothing and restores nothing that was deleted', {
  timeout: 60_000 * rounds(1, 10),
}, async () => {
  const random = new Random(announcedSeed('kill points'));
  const passings = new Map<FailPointName, number>();
  const kills: Killed[] = [];
  const disk = new MemoryDisk();
  await work(disk, random, {
    passed: (name, promises) => {
      const count = (passings.get(name) ?? 0) + 1;
      passings.set(name, count);
      if (count <= FIRST || random.chance(0.1))
        kills.push({ name, files: disk.files, promises: promisedAt(name, promises) });
    },
  });
  const counts = { entries: 0, folded: 0, deleted: 0 };
  for (const { files, promises } of kills) {
    const left = MemoryDisk.of(files);
    const reached = await expectPromised(left, promises, counts);
    await work(left, random, { entries: 30, reached });
  }
  console.info(JSON.stringify({ kills: kills.length, passings: Object.fromEntries(passings), ...counts }));
  expect([...passings.keys()].sort()).toEqual(FAIL_POINTS.filter((name) => !name.startsWith('upgrade.')).sort());
  expect(counts.entries).toBeGreaterThan(1000);
  expect(counts.deleted).toBeGreaterThan(10);
});

/** Adds a deletion that is recorded: it holds, although it has not been acknowledged yet. */
function promisedAt(name: FailPointName, promises: readonly Promised[]): Promised[] {
  const last = new Map(promises.map((promise) => [promise.boardId, promise]));
  const going = [...last.values()].find(({ boardId, isDeleted }) => boardId.startsWith('gone') && !isDeleted);
  const isGone = going !== undefined && name.startsWith('delete.');
  return isGone ? [...promises, { ...going, seq: 0, isDeleted: true }] : [...promises];
}
