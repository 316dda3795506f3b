import { expect, test } from 'vitest';
import type { Outline } from '#protocol/http-api';
import { SharedReading } from '../../sync-server/rooms/shared-reading.ts';
import { noteId, seededDoc } from '../board/helpers.ts';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';

/** A reading of which each one costs so many milliseconds, and whose pauses end when the test says so. */
function readingThatCosts(costMs: number) {
  const doc = seededDoc();
  const pauses: { readonly ms: number; end(): void }[] = [];
  let now = 1_000;
  // Whoever reads the board asks for its links.
  const getMap = doc.getMap.bind(doc);
  doc.getMap = ((name: string) => {
    if (name === 'links') now += costMs;
    return getMap(name);
  }) as typeof doc.getMap;
  const reading = new SharedReading({
    during: (work) => work(),
    doc: () => doc,
    monotonic: () => now,
    later: (task, ms) => {
      const end = () => {
        now += ms;
        task();
      };
      pauses.push({ ms, end });
    },
  });
  return { doc, pauses, read: () => reading.read() };
}

test('is one object for all who ask until the document changes', async () => {
  const { doc, read } = readingThatCosts(0);
  const [first, second] = await Promise.all([read(), read()]);
  expect(second).toBe(first);
  expect(await read()).toBe(first);
  doc.getMap('meta').set('title', 'Ny');
  const after = await read();
  expect(after).not.toBe(first);
  expect(after.meta.title).toBe('Ny');
});

test('waits after an expensive reading, and all who wait get one that is newer than their question', async () => {
  const { doc, pauses, read } = readingThatCosts(100);
  await read();
  doc.getMap('meta').set('title', 'Før');
  const asked = [read(), read(), read()];
  doc.getMap('meta').set('title', 'Etter');
  await Promise.resolve();
  expect(pauses.map(({ ms }) => ms > 500 && ms <= 2_000)).toEqual([true]);
  pauses[0]?.end();
  const boards = await Promise.all(asked);
  expect(new Set(boards).size).toBe(1);
  expect(boards[0]?.meta.title).toBe('Etter');
});

test('forgets on demand, and reads anew', async () => {
  const doc = seededDoc();
  const reading = new SharedReading({
    during: (work) => work(),
    doc: () => doc,
    monotonic: () => 0,
    later: (task) => task(),
  });
  const first = await reading.read();
  reading.forget();
  expect(await reading.read()).not.toBe(first);
  expect(first.notes.has(noteId('a'))).toBe((await reading.read()).notes.has(noteId('a')));
});

test('an outline over HTTP shows each note as soon as it is added, in every language', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  const outline = async (lang: string) =>
    (await (await call(`${api}/outline?lang=${lang}`, board.viewer)).json()) as Outline;
  const regionId = (await outline('nb')).sections[0]?.regions[0]?.id ?? '';
  for (let i = 0; i < 4; i++) {
    await call(`${api}/notes`, board.participant, 'POST', { id: `n${i}`, regionId, text: `${i}` });
    for (const one of await Promise.all(['nb', 'nn', 'nb'].map(outline))) {
      expect(one.sections[0]?.regions[0]?.notes).toHaveLength(i + 1);
    }
    expect((await outline('nn')).board.language).toBe('nn');
  }
});
