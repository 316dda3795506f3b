/**
 * What is modelled: the process killed at each place that it passes on the way to the disk: before and after a write,
 * between the steps of a checkpoint, of a deletion, of starting and removing a segment (reliability rows 1 and 14).
 * What is told: what was saved is there, what was deleted stays so, nothing is set aside.
 */
import { expect, test } from 'vitest';
import { FAIL_POINTS, type FailPointName } from '../../sync-server/storage/embedded/journal/fail-points.ts';
import { expectPromised, type Promised, work } from '../helpers/log-work.ts';
import { MemoryDisk } from '../helpers/memory-disk.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';

/** Of each place the first so many passings, and then one in ten. */
const FIRST = rounds(15, 100);

interface Killed {
  readonly name: FailPointName;
  readonly files: Map<string, Buffer>;
  readonly promises: readonly Promised[];
}

test('a kill at each place on the way to the disk loses nothing and brings nothing back', {
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
      if (count <= FIRST || random.chance(0.1)) kills.push({ name, files: disk.files, promises: told(name, promises) });
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

/** Once a deletion is recorded it holds, though nobody has been told yet. */
function told(name: FailPointName, promises: readonly Promised[]): Promised[] {
  const last = new Map(promises.map((promise) => [promise.boardId, promise]));
  const going = [...last.values()].find(({ boardId, isDeleted }) => boardId.startsWith('gone') && !isDeleted);
  const isGone = going !== undefined && name.startsWith('delete.');
  return isGone ? [...promises, { ...going, seq: 0, isDeleted: true }] : [...promises];
}
