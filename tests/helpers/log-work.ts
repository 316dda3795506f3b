/**
 * Work on a log on a disk in memory, with a record of what the log has promised (acknowledged): for tests that stop it
 * at any moment and check whether what is left keeps the promises.
 */
import { expect } from 'vitest';
import type { BoardId } from '#board/ids';
import type { FailPointName } from '../../sync-server/storage/embedded/journal/fail-points.ts';
import { type JournalOptions, openJournal } from '../../sync-server/storage/embedded/journal/open-journal.ts';
import { boardNamed, entry, expectWhole, fold } from './log-content.ts';
import type { MemoryDisk } from './memory-disk.ts';
import type { Random } from './seeds.ts';

const FOLDER = '/log';
/** Small, so that segments are started and removed all the time. */
const SIZES = { segmentBytes: 32 * 1024, quietMs: 5, deadBytes: 16 * 1024, deadBytesBusy: 64 * 1024 };

/** A promise: the board has entries up to `seq`, or was deleted. */
export interface Promised {
  readonly boardId: BoardId;
  readonly seq: number;
  readonly isDeleted: boolean;
  /** How many changes of the disk had begun when it was made. */
  readonly changes: number;
}

const open = (disk: MemoryDisk, options: Partial<JournalOptions> = {}) =>
  openJournal(FOLDER, { warn: () => undefined, disk, sizes: SIZES, ...options });

export interface WorkOptions {
  /** About how many entries; 0: so many that segments come and go. */
  readonly entries?: number;
  /** The last seq of each board that exists already. */
  readonly reached?: ReadonlyMap<BoardId, number>;
  /** Called at each fail point, with what was promised so far. */
  passed?(name: FailPointName, promises: readonly Promised[]): void;
}

/** Writes to some boards at once: entries, checkpoints, deletions, with a clean stop now and then. */
export async function work(
  disk: MemoryDisk,
  random: Random,
  { entries = 0, reached = new Map(), passed = () => undefined }: WorkOptions = {},
): Promise<Promised[]> {
  const promises: Promised[] = [];
  const promise = (boardId: BoardId, seq: number, isDeleted = false) =>
    promises.push({ boardId, seq, isDeleted, changes: disk.changes });
  const seqs = new Map(reached);
  for (let stops = 0; stops < 2; stops++) {
    const log = await open(disk, { failPoint: (name) => passed(name, promises) });
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

/** Opens what is left and asserts every promise; returns the last seq of each board. */
export async function expectPromised(
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
