import { afterEach, expect, test, vi } from 'vitest';

/** The number of nouns is not the guard's to choose: with too many it must refuse to start, never mix up roots. */
const many = (count: number) =>
  vi.doMock('#board/nouns', async (original) => {
    const house = await original<typeof import('#board/nouns')>();
    const { length } = Object.keys(house.NOUNS);
    const more = Array.from({ length: count - length }, (_, i) => [`noun${i}`, house.NOUNS.links] as const);
    return { ...house, NOUNS: { ...house.NOUNS, ...Object.fromEntries(more) } };
  });

afterEach(() => {
  vi.doUnmock('#board/nouns');
  vi.resetModules();
});

test('distinguishes every one of 31 roots', async () => {
  vi.resetModules();
  many(31);
  const { createBoardDoc, ROOTS } = await import('#board/board-doc');
  const { KnownStructs } = await import('../../sync-server/update-guard/known-structs.ts');
  expect(ROOTS).toHaveLength(31);
  for (const [index, name] of ROOTS.entries()) {
    const doc = createBoardDoc();
    if (name === 'places') doc.getArray(name).push([1]);
    else doc.getMap(name).set('key', 1);
    const known = new KnownStructs();
    known.catchUp(doc, [doc.clientID]);
    expect([name, known.rootsIn(doc.clientID, 0, 1) >>> 0]).toEqual([name, (1 << index) >>> 0]);
  }
});

test('refuses to load with 64 roots, and says what to widen', async () => {
  vi.resetModules();
  many(64);
  await expect(import('../../sync-server/update-guard/known-structs.ts')).rejects.toThrow('a board has 64 roots');
});
