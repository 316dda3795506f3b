/**
 * Reliability rows 8 and 9 at the level of the log: the disk is full, read-only, failing or slow. Asserts that nothing
 * is acknowledged that is not saved, that the log continues by itself when the disk works again, and that a slow sync
 * does not block the event loop.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { type BoardLog, LogUnavailable } from '../../../sync-server/storage/board-log.ts';
import { type Disk, realDisk } from '../../../sync-server/storage/embedded/journal/disk.ts';
import { openJournal } from '../../../sync-server/storage/embedded/journal/open-journal.ts';
import { faultyDisk } from '../../helpers/faulty-server/faulty-disk.ts';
import { boardNamed, entry, expectWhole, fold } from '../../helpers/log-content.ts';
import { rounds } from '../../helpers/rounds.ts';
import { announcedSeed, Random } from '../../helpers/seeds.ts';

const folders: string[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
process.on('unhandledRejection', onUnhandled);

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  await wait(1);
  expect(unhandled).toEqual([]);
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'veivalg-disk-'));
  folders.push(made);
  return join(made, 'log');
}

const open = (path: string, disk: Disk, warnings: string[] = []) =>
  openJournal(path, { disk, warn: (sentence) => warnings.push(sentence) });

/** Appends as a room does: one entry at a time. Returns false if the log is unavailable. */
async function tryAppend(log: BoardLog, boardId: BoardId, seqs: Map<BoardId, number>): Promise<boolean> {
  const seq = (seqs.get(boardId) ?? 0) + 1;
  try {
    await log.append(boardId, entry(boardId, seq));
  } catch (error) {
    expect(error).toBeInstanceOf(LogUnavailable);
    return false;
  }
  seqs.set(boardId, seq);
  return true;
}

test('however the disk fails, only saved entries are acknowledged, and the log continues when the disk works again', {
  timeout: 60_000 * rounds(1, 10),
}, async () => {
  const random = new Random(announcedSeed('disk faults'));
  let leftBehind = 0;
  const counts = { failed: 0, saved: 0, recovered: 0, pingsFailed: 0, checkpointsFailed: 0, reopened: 0 };
  for (let round = 0; round < rounds(20, 200); round++) {
    const path = await folder();
    let fault = '';
    const disk = faultyDisk(realDisk, () => fault);
    const boards = Array.from({ length: 5 }, (_, i) => boardNamed(i));
    const seqs = new Map<BoardId, number>();
    let log = await open(path, disk);
    for (let step = 0; step < 4; step++) {
      for (const boardId of boards) expect(await tryAppend(log, boardId, seqs)).toBe(true);
      fault = random.pick(['full-after:0', `full-after:${random.below(4000)}`, 'read-only', 'eio']);
      for (let i = 0; i < 4; i++) {
        const taken = await Promise.all(boards.map((boardId) => tryAppend(log, boardId, seqs)));
        for (const one of taken) counts[one ? 'saved' : 'failed'] += 1;
        const folded = await fold(log, random.pick(boards), 1).then(
          () => true,
          (error: unknown) => !(error instanceof LogUnavailable),
        );
        if (!folded) counts.checkpointsFailed += 1;
      }
      const pinged = await log.ping().catch((error: unknown) => error);
      if (pinged instanceof LogUnavailable) counts.pingsFailed += 1;
      // Exactly the acknowledged entries are read.
      for (const boardId of boards) {
        const loaded = await log.load(boardId);
        expectWhole(boardId, loaded);
        expect(loaded.seq).toBe(seqs.get(boardId));
      }
      fault = '';
      await log.ping();
      for (const boardId of boards) expect(await tryAppend(log, boardId, seqs)).toBe(true);
      counts.recovered += 1;
      if (!random.chance(0.5)) continue;
      // Stopped cleanly, or opened again without a stop, as after a kill.
      if (random.chance(0.5)) await log.close();
      const warnings: string[] = [];
      log = await open(path, disk, warnings);
      expect(warnings.filter((sentence) => !sentence.includes('cut off'))).toEqual([]);
      for (const boardId of boards) {
        const loaded = await log.load(boardId);
        expectWhole(boardId, loaded);
        expect(loaded.seq).toBe(seqs.get(boardId));
      }
      counts.reopened += 1;
    }
    await log.close();
    const names = await readdir(path, { recursive: true });
    leftBehind += names.filter((name) => name.includes('tmp') || name === 'ping').length;
  }
  console.info(JSON.stringify({ ...counts, leftBehind }));
  // Failed writes remove their temporary files to free a full disk; what they cannot remove, the next start does.
  expect(leftBehind).toBeLessThan(counts.checkpointsFailed / 4);
  expect(counts.failed).toBeGreaterThan(100);
  expect(counts.pingsFailed).toBe(counts.recovered);
  expect(counts.checkpointsFailed).toBeGreaterThan(0);
  expect(counts.reopened).toBeGreaterThan(0);
});

test('a sync of 5 s delays nothing else, and the entry that waited is saved', {
  timeout: 30_000,
}, async () => {
  const path = await folder();
  let fault = '';
  const log = await open(
    path,
    faultyDisk(realDisk, () => fault),
  );
  const [slow, other] = [boardNamed('slow'), boardNamed('other')];
  await log.append(other, entry(other, 1));
  fault = 'slow-sync:5000';
  const started = performance.now();
  const appended = log.append(slow, entry(slow, 1));
  let longest = 0;
  for (let i = 0; i < 100; i++) {
    const before = performance.now();
    expect((await log.load(other)).seq).toBe(1);
    longest = Math.max(longest, performance.now() - before);
    await wait(5);
  }
  // The bound of row 9 for other boards.
  expect(longest).toBeLessThan(200);
  await appended;
  expect(performance.now() - started).toBeGreaterThan(4_900);
  fault = '';
  expect((await log.load(slow)).seq).toBe(1);
  await log.close();
  console.info(`longest load beside a sync of 5 s: ${longest.toFixed(1)} ms`);
});
