/**
 * Reliability row 13: many moves of few notes, beside boards that were made and never opened again. Asserts that a
 * quiet log takes at most three times the living content plus 1 MB.
 */
import { cp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import type { BoardLog } from '../../../sync-server/storage/board-log.ts';
import { openJournal } from '../../../sync-server/storage/embedded/journal/open-journal.ts';
import { boardNamed, entry } from '../../helpers/log-content.ts';
import { rounds } from '../../helpers/rounds.ts';
import { temporaryFolder } from '../../helpers/server-in-process.ts';

const MOVES = rounds(20_000, 100_000);
const NOTES = 200;
const LEFT_BOARDS = 300;
const FOLD_ENTRIES = 2_000;
const MiB = 1024 * 1024;

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    // The log may remove a file meanwhile.
    if (file.isFile()) bytes += (await stat(join(file.parentPath, file.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}

test('the log shrinks to three times the living content', { timeout: 120_000 }, async () => {
  const folder = join(await temporaryFolder(), 'log');
  const warnings: string[] = [];
  const open = () => openJournal(folder, { warn: (sentence) => warnings.push(sentence) });
  const log = await open();
  onTestFinished(() => log.close());
  const doc = new Y.Doc();
  const notes = doc.getMap<Y.Map<unknown>>('notes');
  const boardId = boardNamed('moved');
  let updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  let seq = 0;
  let appended = 0;
  const commit = async () => {
    seq += 1;
    const gathered = updates;
    updates = [];
    appended += gathered.reduce((sum, { length }) => sum + length, 0);
    await log.append(boardId, { seq, updates: gathered, at: seq });
  };
  for (let i = 0; i < NOTES; i++) notes.set(`${i}`, new Y.Map());
  for (let move = 0; move < MOVES; move++) {
    notes.get(`${move % NOTES}`)?.set('pos', [move, -move]);
    if (move % 4 === 3) await commit();
    if (seq % FOLD_ENTRIES === 0 && move % 4 === 3) {
      await log.checkpoint(boardId, { seq, state: Y.encodeStateAsUpdate(doc), at: seq });
    }
    if (move % Math.floor(MOVES / LEFT_BOARDS) === 0) {
      const left = boardNamed(`left-${move}`);
      await log.append(left, entry(left, 1));
    }
  }
  const state = Y.encodeStateAsUpdate(doc);
  await log.checkpoint(boardId, { seq, state, at: seq });
  let living = state.length;
  for (let move = 0; move < MOVES; move += Math.floor(MOVES / LEFT_BOARDS)) {
    living += entry(boardNamed(`left-${move}`), 1).updates[0]?.length ?? 0;
  }
  const most = 3 * living + MiB;
  const atFirst = await bytesIn(folder);
  expect(appended).toBeGreaterThan(0.5 * MiB);
  const until = performance.now() + 60_000;
  while ((await bytesIn(folder)) > most && performance.now() < until) await wait(100);
  const after = await bytesIn(folder);
  console.info(JSON.stringify({ moves: MOVES, appended, living, most, atFirst, after }));
  expect(after).toBeLessThanOrEqual(most);
  expect(atFirst).toBeGreaterThan(2 * after);
  await log.close();
  const again = await open();
  expect((await again.load(boardId)).seq).toBe(seq);
  for (let move = 0; move < MOVES; move += Math.floor(MOVES / LEFT_BOARDS)) {
    expect((await again.load(boardNamed(`left-${move}`))).seq).toBe(1);
  }
  await again.close();
  expect(warnings).toEqual([]);
});

test('the content of a deleted board is removed from the disk once the server is quiet, also after a kill', {
  timeout: 60_000,
}, async () => {
  const folder = join(await temporaryFolder(), 'log');
  const canary = Buffer.from('a-canary-of-thirty-two-bytes-...');
  const warnings: string[] = [];
  const open = (path: string) => openJournal(path, { warn: (sentence) => warnings.push(sentence) });
  const [gone, stays] = [boardNamed('gone'), boardNamed('stays')];
  const holdsIn = (path: string) => async () => {
    let files = 0;
    for (const file of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
      if (bytes.includes(canary)) files += 1;
    }
    return files;
  };
  const write = async (log: BoardLog) => {
    const { seq } = await log.load(stays);
    await log.append(gone, { seq: 1, updates: [canary], at: 1 });
    await log.append(stays, entry(stays, seq + 1));
    await log.checkpoint(gone, { seq: 1, state: canary, at: 1 });
    await log.append(gone, { seq: 2, updates: [canary], at: 2 });
    expect(await holdsIn(folder)()).toBe(3);
    await log.delete(gone);
  };
  const log = await open(folder);
  await write(log);
  await expect.poll(holdsIn(folder), { timeout: 20_000 }).toBe(0);
  await write(log);
  const killed = `${folder}-killed`;
  await cp(folder, killed, { recursive: true });
  await log.close();
  expect(await holdsIn(killed)()).toBeGreaterThan(0);
  const again = await open(killed);
  await expect.poll(holdsIn(killed), { timeout: 20_000 }).toBe(0);
  expect((await again.load(gone)).seq).toBe(0);
  expect((await again.load(stays)).seq).toBe(2);
  await again.close();
  expect(warnings).toEqual([]);
});
