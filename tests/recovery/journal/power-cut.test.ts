/**
 * Reliability row 4: the power fails at any moment. Of what was not synced any part may survive: whole writes, their
 * beginning, single sectors, with or without the file's name. Asserts that the log opens, that every acknowledged entry
 * is there and whole, that no board is set aside, and that deleted boards stay deleted, also when the power fails again
 * after more writes.
 */
import { expect, test } from 'vitest';
import { expectPromised, work } from '../../helpers/log-work.ts';
import { MemoryDisk } from '../../helpers/memory-disk.ts';
import { rounds } from '../../helpers/rounds.ts';
import { announcedSeed, Random } from '../../helpers/seeds.ts';

const CUTS = rounds(100, 1000);
const HISTORIES = 5;

test('a power cut at any moment loses nothing that was saved', { timeout: 120_000 * rounds(1, 10) }, async () => {
  const random = new Random(announcedSeed('power cuts'));
  const counts = { cuts: 0, entries: 0, folded: 0, deleted: 0, removedSegments: 0 };
  for (let history = 0; history < HISTORIES; history++) {
    const disk = new MemoryDisk();
    const promises = await work(disk, random);
    if (![...disk.files.keys()].some((path) => path.includes('journal-00000001'))) counts.removedSegments += 1;
    for (let i = 0; i < CUTS / HISTORIES; i++) {
      const changes = random.below(disk.changes + 1);
      const kept = promises.filter((promise) => promise.changes <= changes);
      const after = MemoryDisk.of(disk.afterPowerCut(changes, random));
      const reached = await expectPromised(after, kept, counts);
      // More writes, and a second power cut.
      const more = await work(after, random, { entries: 60, reached });
      const again = random.below(after.changes + 1);
      const keptToo = [...kept, ...more.filter((promise) => promise.changes <= again)];
      await expectPromised(MemoryDisk.of(after.afterPowerCut(again, random)), keptToo, counts);
      counts.cuts += 2;
    }
  }
  console.info(JSON.stringify(counts));
  expect(counts.cuts).toBeGreaterThanOrEqual(CUTS);
  expect(counts.entries).toBeGreaterThan(CUTS * 10);
  expect(counts.folded).toBeGreaterThan(CUTS);
  expect(counts.deleted).toBeGreaterThan(0);
  expect(counts.removedSegments).toBeGreaterThan(0);
});
