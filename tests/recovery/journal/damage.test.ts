/**
 * Reliability rows 5 and 6: bytes of the journal change, files are cut or lost, and a crash interrupts a write. Asserts
 * that each board is either read as it was written or refused with its sound part, and never silently shorter; that one
 * byte damages at most one board; and that everything before an interrupted write is kept.
 */
import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { LogCorrupt } from '../../../sync-server/storage/board-log.ts';
import { openJournal } from '../../../sync-server/storage/embedded/journal/open-journal.ts';
import { scanSegment } from '../../../sync-server/storage/embedded/journal/scan.ts';
import { readSegmentFile } from '../../../sync-server/storage/embedded/journal/segment-name.ts';
import { boardNamed, entry, expectWhole, fold } from '../../helpers/log-content.ts';
import { MemoryDisk } from '../../helpers/memory-disk.ts';
import { rounds } from '../../helpers/rounds.ts';
import { announcedSeed, Random } from '../../helpers/seeds.ts';

const FOLDER = '/log';
const SIZES = { segmentBytes: 32 * 1024, quietMs: 1_000_000, deadBytes: 2 ** 30, deadBytesBusy: 2 ** 30 };
const BOARDS = 20;
const timeout = 60_000 * rounds(1, 5);

type Files = Map<string, Buffer>;

interface Written {
  readonly files: Files;
  readonly seqs: ReadonlyMap<BoardId, number>;
}

const open = (disk: MemoryDisk, warnings: string[] = []) =>
  openJournal(FOLDER, { disk, sizes: SIZES, warn: (sentence) => warnings.push(sentence) });

/** Boards with entries in several segments, some with one or two generations of checkpoints. */
async function written(random: Random, isClosed: boolean, boards = BOARDS): Promise<Written> {
  const disk = new MemoryDisk();
  const log = await open(disk);
  const seqs = new Map<BoardId, number>();
  await Promise.all(
    Array.from({ length: boards }, async (_, i) => {
      const boardId = boardNamed(i);
      const last = 5 + random.below(30);
      for (let seq = 1; seq <= last; seq++) {
        await log.append(boardId, entry(boardId, seq));
        if (i % 3 > 0 && seq % 12 === 0 && seq < 12 * (i % 3) + 1) await fold(log, boardId, seq);
      }
      seqs.set(boardId, last);
    }),
  );
  if (isClosed) await log.close();
  const { files } = disk;
  if (!isClosed) await log.close();
  return { files, seqs };
}

interface Outcome {
  equal: number;
  refused: BoardId[];
  shorter: BoardId[];
}

/** Opens damaged files and loads every board. */
async function outcomeOf(files: Files, seqs: Written['seqs'], warnings: string[] = []): Promise<Outcome> {
  const outcome: Outcome = { equal: 0, refused: [], shorter: [] };
  const log = await open(MemoryDisk.of(files), warnings);
  for (const [boardId, seq] of seqs) {
    try {
      const loaded = await log.load(boardId);
      expectWhole(boardId, loaded);
      if (loaded.seq === seq) outcome.equal += 1;
      else outcome.shorter.push(boardId);
    } catch (error) {
      if (!(error instanceof LogCorrupt)) throw error;
      if (error.sound !== null) {
        expectWhole(boardId, error.sound);
        expect(error.sound.seq).toBeLessThan(error.seq);
      }
      outcome.refused.push(boardId);
    }
  }
  await log.close();
  return outcome;
}

/** `count` random offsets, spread evenly over all files. */
function* offsets(files: Files, count: number, random: Random): Generator<{ path: string; at: number }> {
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  for (let i = 0; i < count; i++) {
    let at = Math.floor(((i + random.next()) / count) * total);
    for (const [path, { length }] of files) {
      if (at < length) {
        yield { path, at };
        break;
      }
      at -= length;
    }
  }
}

async function recordsOf(path: string, bytes: Buffer) {
  const salt = readSegmentFile(path.slice(FOLDER.length + 1))?.salt ?? 0;
  const file = await MemoryDisk.of(new Map([[path, bytes]])).openToRead(path);
  const records = [];
  for await (const found of scanSegment(file, salt)) if (found.kind === 'record') records.push(found);
  return records;
}

const lastJournal = (files: Files) => [...files.keys()].filter((path) => path.includes('/journal-')).at(-1) ?? '';

for (const isClosed of [true, false]) {
  const when = isClosed ? 'after a clean stop' : 'after a crash';
  test(`one flipped byte damages at most one board, and is always reported: ${when}`, { timeout }, async () => {
    const random = new Random(announcedSeed(`flips ${when}`));
    const { files, seqs } = await written(random, isClosed);
    const records = await recordsOf(lastJournal(files), files.get(lastJournal(files)) ?? Buffer.alloc(0));
    const lastWrite = records.find(({ header }) => header.flush === records.at(-1)?.header.flush)?.at ?? 0;
    const counts = { flips: 0, unharmed: 0, refused: 0, lastWrite: 0, journals: 0, boards: 0 };
    for (const { path, at } of offsets(files, rounds(200, 2000), random)) {
      const damaged = new Map(files);
      const bytes = Buffer.from(files.get(path) ?? []);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      damaged.set(path, bytes);
      const { equal, refused, shorter } = await outcomeOf(damaged, seqs);
      expect(equal, `${path} ${at}`).toBeGreaterThanOrEqual(BOARDS - 1);
      // After a crash, damage in the last write looks like a write that was never acknowledged.
      const isLast = !isClosed && path === lastJournal(files) && at >= lastWrite;
      if (shorter.length > 0) expect(isLast, `${path} ${at}`).toBe(true);
      counts.flips += 1;
      counts.unharmed += equal === BOARDS ? 1 : 0;
      counts.refused += refused.length;
      counts.lastWrite += shorter.length;
      counts[path.includes('/journal-') ? 'journals' : 'boards'] += 1;
    }
    console.info(when, JSON.stringify(counts));
    expect(counts.refused).toBeGreaterThan(counts.flips / 10);
    expect(counts.journals).toBeGreaterThan(0);
    expect(counts.boards).toBeGreaterThan(0);
  });
}

test('the boards that a cut or lost file damages are reported one by one', { timeout }, async () => {
  const random = new Random(announcedSeed('cuts'));
  const { files, seqs } = await written(random, true);
  const counts = { cuts: 0, gone: 0, refused: 0, journalsCut: 0 };
  const check = async (damaged: Files, what: string) => {
    const { refused, shorter } = await outcomeOf(damaged, seqs);
    expect(shorter, what).toEqual([]);
    counts.refused += refused.length;
  };
  for (const { path, at } of offsets(files, rounds(200, 2000), random)) {
    await check(new Map(files).set(path, files.get(path)?.subarray(0, at) ?? Buffer.alloc(0)), `${path} cut at ${at}`);
    counts.cuts += 1;
    if (path.includes('/journal-')) counts.journalsCut += 1;
  }
  for (const path of files.keys()) {
    const damaged = new Map(files);
    damaged.delete(path);
    await check(damaged, `${path} gone`);
    counts.gone += 1;
  }
  console.info(JSON.stringify(counts));
  expect(counts.refused).toBeGreaterThan(counts.cuts);
  expect(counts.journalsCut).toBeGreaterThan(0);
});

test('an interrupted write of a `folded` record drops no later entry', async () => {
  const disk = new MemoryDisk();
  const log = await open(disk);
  const [board, other] = [boardNamed('board'), boardNamed('other')];
  for (const seq of [1, 2, 3]) await log.append(board, entry(board, seq));
  await fold(log, board, 2);
  await log.append(other, entry(other, 1)); // writes the record `folded` along
  const { files } = disk;
  await log.close();
  const path = lastJournal(files);
  const whole = files.get(path) ?? Buffer.alloc(0);
  const folded = (await recordsOf(path, whole)).find(({ header }) => header.kind === 'folded');
  if (folded === undefined) return expect.unreachable('there is no record `folded`');
  for (let cut = folded.at; cut < whole.length; cut++) {
    const torn = new Map(files).set(path, whole.subarray(0, cut));
    expect(await outcomeOf(torn, new Map([[board, 3]])), `cut at ${cut}`).toEqual({
      equal: 1,
      refused: [],
      shorter: [],
    });
  }
  expect(whole.length - folded.at).toBeGreaterThan(100);
});

test('a last journal that is lost or emptied after a crash is reported', { timeout }, async () => {
  const { files, seqs } = await written(new Random(announcedSeed('last journal')), false);
  const path = lastJournal(files);
  expect([...files.keys()].filter((one) => one.includes('/journal-')).length).toBeGreaterThan(1);
  const gone = new Map(files);
  gone.delete(path);
  const emptied = new Map(files).set(path, Buffer.alloc(0));
  for (const damaged of [gone, emptied]) {
    const said: string[] = [];
    // Which boards were in it cannot be known: they are served up to their last entry that is left.
    expect((await outcomeOf(damaged, seqs, said)).shorter.length).toBeGreaterThan(0);
    expect(
      said.some((sentence) => /is missing|shorter/.test(sentence)),
      said.join(),
    ).toBe(true);
  }
  const unharmed: string[] = [];
  await outcomeOf(files, seqs, unharmed);
  expect(unharmed).toEqual([]);
});

test('everything before an interrupted last write is kept, wherever it was cut', { timeout }, async () => {
  const boards = 5;
  const random = new Random(announcedSeed('interrupted writes'));
  const { files, seqs } = await written(random, false, boards);
  const path = lastJournal(files);
  const whole = files.get(path) ?? Buffer.alloc(0);
  const records = await recordsOf(path, whole);
  const from = records.at(-3)?.at ?? 0;
  let cuts = 0;
  for (let cut = from; cut < whole.length; cut++) {
    const lost = records.filter(({ end }) => end > cut);
    const kept = new Map(seqs);
    for (const { header } of [...lost].reverse()) {
      if (header.kind === 'entry') kept.set(header.boardId as BoardId, header.seq - 1);
    }
    const warnings: string[] = [];
    const outcome = await outcomeOf(new Map(files).set(path, whole.subarray(0, cut)), kept, warnings);
    expect(outcome, `cut at ${cut}`).toEqual({ equal: boards, refused: [], shorter: [] });
    const isInterrupted = !records.some(({ end }) => end === cut);
    expect(warnings.filter((sentence) => sentence.includes('cut off'))).toHaveLength(isInterrupted ? 1 : 0);
    cuts += 1;
  }
  console.info(`interrupted writes ${cuts}`);
  expect(cuts).toBeGreaterThan(300);
  // The next write replaces the interrupted one.
  const disk = MemoryDisk.of(new Map(files).set(path, whole.subarray(0, whole.length - 1)));
  const torn = records.at(-1)?.header;
  const boardId = (torn?.boardId ?? '') as BoardId;
  const log = await open(disk);
  await log.append(boardId, entry(boardId, torn?.seq ?? 0));
  const crashed = disk.files;
  await log.close();
  expect(await outcomeOf(crashed, seqs)).toEqual({ equal: boards, refused: [], shorter: [] });
});
