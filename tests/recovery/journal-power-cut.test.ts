/**
 * What is modelled: the power goes at any moment (reliability row 4). Of what was not told to be on disk any part may
 * be there: whole writes, their beginning, single sectors, names or none. What is told: the log opens, every entry
 * that was told to be saved is there and whole, no board is set aside, and what was deleted stays so, also when the
 * power goes again after it has been gone on with.
 */
import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { type JournalOptions, openJournal } from '../../sync-server/storage/embedded/journal/journal-board-log.ts';
import { announcedSeed, Random } from '../board/random.ts';
import { boardNamed, entry, expectWhole, fold } from '../helpers/log-content.ts';
import { MemoryDisk } from '../helpers/memory-disk.ts';
import { rounds } from '../helpers/rounds.ts';

const CUTS = rounds(100, 1000);
const HISTORIES = 5;
const FOLDER = '/log';
/** Small, so that segments follow each other and are tidied away all the time. */
const SIZES = { segmentBytes: 32 * 1024, quietMs: 5, deadBytes: 16 * 1024, deadBytesBusy: 64 * 1024 };

/** What was promised: that so many entries, or that none, are there. */
interface Promised {
  readonly boardId: BoardId;
  readonly seq: number;
  readonly isDeleted: boolean;
  /** How many changes of the disk had begun by then. */
  readonly changes: number;
}

const open = (disk: MemoryDisk, options: Partial<JournalOptions> = {}) =>
  openJournal(FOLDER, { warn: () => undefined, disk, sizes: SIZES, ...options });

test('a power cut at any moment loses nothing that was saved', { timeout: 120_000 * rounds(1, 10) }, async () => {
  const random = new Random(announcedSeed('power cuts'));
  const counts = { cuts: 0, entries: 0, folded: 0, deleted: 0, removedSegments: 0 };
  for (let history = 0; history < HISTORIES; history++) {
    const disk = new MemoryDisk();
    const promises = await work(disk, random, 0);
    if (![...disk.files.keys()].some((path) => path.includes('journal-00000001'))) counts.removedSegments += 1;
    for (let i = 0; i < CUTS / HISTORIES; i++) {
      const changes = random.below(disk.changes + 1);
      const kept = promises.filter((promise) => promise.changes <= changes);
      const after = MemoryDisk.of(disk.afterPowerCut(changes, random));
      const reached = await expectPromised(after, kept, counts);
      // Gone on with, and the power goes once more.
      const more = await work(after, random, 60, reached);
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
  expect(counts.removedSegments).toBe(HISTORIES);
});

/** Writes to some boards at once: entries, checkpoints, deletions, with a clean stop now and then. */
async function work(
  disk: MemoryDisk,
  random: Random,
  entries: number,
  reached: ReadonlyMap<BoardId, number> = new Map(),
): Promise<Promised[]> {
  const promises: Promised[] = [];
  const promise = (boardId: BoardId, seq: number, isDeleted = false) =>
    promises.push({ boardId, seq, isDeleted, changes: disk.changes });
  const seqs = new Map(reached);
  for (let stops = 0; stops < 2; stops++) {
    const log = await open(disk);
    const one = async (boardId: BoardId) => {
      const count = entries === 0 ? 20 + random.below(60) : random.below(entries / 6);
      for (let i = 0; i < count; i++) {
        const seq = (seqs.get(boardId) ?? 0) + 1;
        await log.append(boardId, entry(boardId, seq));
        promise(boardId, seq);
        seqs.set(boardId, seq);
        if (random.chance(0.1)) await fold(log, boardId, seq - random.below(Math.min(3, seq)));
      }
    };
    const boards = Array.from({ length: 6 }, (_, i) => boardNamed(i));
    const gone = boardNamed(`gone-${promises.length}-${disk.changes}`);
    const deleting = one(gone).then(async () => {
      await log.delete(gone);
      promise(gone, 0, true);
    });
    await Promise.all([...boards.map(one), deleting]);
    await log.close();
  }
  return promises;
}

/** Opens what is left and asserts all that was promised; returns up to where each board goes. */
async function expectPromised(
  disk: MemoryDisk,
  promises: readonly Promised[],
  counts: { entries: number; folded: number; deleted: number },
): Promise<Map<BoardId, number>> {
  const last = new Map(promises.map((promise) => [promise.boardId, promise]));
  const reached = new Map<BoardId, number>();
  const log = await open(disk, { warn: (sentence) => expect(sentence).not.toMatch(/set aside|damaged|missing/) });
  for (const { boardId, seq, isDeleted } of last.values()) {
    const loaded = await log.load(boardId);
    if (isDeleted) {
      expect(loaded.seq).toBe(0);
      counts.deleted += 1;
      continue;
    }
    expect(loaded.seq).toBeGreaterThanOrEqual(boardId.startsWith('gone') ? 0 : seq);
    expectWhole(boardId, loaded);
    if (!boardId.startsWith('gone')) reached.set(boardId, loaded.seq);
    counts.entries += loaded.seq;
    if (loaded.entries < loaded.seq) counts.folded += 1;
  }
  await log.close();
  return reached;
}
