/** Which board was at work when a process ended. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { WorkMarksFile } from '../../sync-server/storage/embedded/work-marks-file.ts';
import { temporaryFolder } from '../helpers/server-in-process.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(22) as BoardId) as [BoardId, BoardId, BoardId];

test('names the board at work, also to the process after the next, until somebody clears it', async () => {
  const path = join(await temporaryFolder(), 'working');
  // What a process would leave that ends in the middle: the file is copied while it is at work.
  const endAt = async (boardId: BoardId) => {
    const marks = open(path);
    const left = marks.during(boardId, () => readFileSync(path));
    marks.close();
    await writeFile(path, left);
  };
  await endAt(A);
  await endAt(B);
  await endAt(A);
  let marks = open(path);
  expect([...marks.suspects].sort()).toEqual([A, B]);
  expect(marks.during(C, () => 7)).toBe(7);
  expect(() =>
    marks.during(C, () => {
      throw new Error('a call failed');
    }),
  ).toThrow('a call failed');
  marks.clear(A);
  marks.close();
  marks = open(path);
  expect([...marks.suspects]).toEqual([B]);
  marks.clear(B);
  marks.close();
  expect(open(path).suspects.size).toBe(0);
});

test('forgets boards that are gone, and reads whatever the file holds', async () => {
  const path = join(await temporaryFolder(), 'working');
  await writeFile(path, `${A.padEnd(64)}\n${B.padEnd(64)}\n\0\xff nonsense ${'x'.repeat(900)}`);
  const marks = open(path, (boardId) => boardId !== A);
  expect([...marks.suspects]).toEqual([B]);
  marks.close();
});

test('boards are worked on without marks where the file cannot be written', async () => {
  const warnings: string[] = [];
  const marks = new WorkMarksFile(
    await temporaryFolder(),
    () => true,
    () => undefined,
    (one) => warnings.push(one),
  );
  expect(marks.during(A, () => 7)).toBe(7);
  expect(warnings).toHaveLength(1);
});

function open(path: string, isKnown: (boardId: BoardId) => boolean = () => true): WorkMarksFile {
  const refuse = (sentence: string) => expect.unreachable(sentence);
  return new WorkMarksFile(path, isKnown, () => undefined, refuse);
}
