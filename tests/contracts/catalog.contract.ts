import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import type { BoardRecord, Catalog } from '../../sync-server/storage/catalog.ts';

/** A minimal record. */
export const record = (name: string): BoardRecord => ({
  id: `${name}-aaaaaaaaaaaaaaaa` as BoardId,
  templates: [],
  createdAt: 1,
  invites: { facilitator: null, participant: null, viewer: null },
  snapshots: [],
  images: [],
  deletedAt: null,
});

const none = 'none-aaaaaaaaaaaaaaaa' as BoardId;

/**
 * What every implementation of Catalog must do. `start` returns a function that opens the catalogue again on its data.
 */
export function catalogContract(name: string, start: () => Promise<() => Promise<Catalog>>): void {
  test(`${name}: a board that was never added is not there, whatever its name`, async () => {
    const catalog = await (await start())();
    expect(await catalog.get(none)).toBeNull();
    expect(await catalog.get('__proto__' as BoardId)).toBeNull();
    expect(await catalog.change(none, (one) => one)).toBeNull();
    expect(await catalog.list()).toEqual([]);
    await catalog.close();
  });

  test(`${name}: additions and changes are there after reopening`, async () => {
    const open = await start();
    const catalog = await open();
    await catalog.add(record('a'));
    const changed = await catalog.change(record('a').id, (one) => ({ ...one, deletedAt: 5 }));
    expect(changed).toEqual({ ...record('a'), deletedAt: 5 });
    await catalog.close();
    const again = await open();
    expect(await again.get(record('a').id)).toEqual({ ...record('a'), deletedAt: 5 });
    await again.close();
  });

  test(`${name}: additions and changes at the same time all succeed, and each change sees the one before`, async () => {
    const open = await start();
    const catalog = await open();
    await Promise.all([catalog.add(record('a')), catalog.add(record('b'))]);
    const change = (image: string) =>
      catalog.change(record('a').id, (one) => ({ ...one, images: [...one.images, image] }));
    await Promise.all(['x', 'y', 'z'].map(change));
    await catalog.close();
    const again = await open();
    expect((await again.get(record('a').id))?.images).toEqual(['x', 'y', 'z']);
    expect(await again.list()).toHaveLength(2);
    await again.close();
  });

  test(`${name}: a change that throws changes nothing, and later calls still work`, async () => {
    const catalog = await (await start())();
    await catalog.add(record('a'));
    const broken = catalog.change(record('a').id, () => {
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    expect(await catalog.get(record('a').id)).toEqual(record('a'));
    await catalog.add(record('b'));
    expect(await catalog.list()).toHaveLength(2);
    await catalog.close();
  });
}
