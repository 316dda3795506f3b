import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import type { Blobs } from '../../sync-server/storage/blobs.ts';

const a = 'a-aaaaaaaaaaaaaaaa' as BoardId;
const b = 'b-aaaaaaaaaaaaaaaa' as BoardId;

/** Every Blobs keeps these. `start` gives a function that opens the store anew over what is stored. */
export function blobsContract(name: string, start: () => Promise<() => Promise<Blobs>>): void {
  test(`${name}: bytes come back, after a reopening too, and what is not there is null`, async () => {
    const open = await start();
    await (await open()).put(a, 'one', new Uint8Array([1, 2, 3]));
    const blobs = await open();
    expect([...((await blobs.get(a, 'one')) ?? [])]).toEqual([1, 2, 3]);
    expect(await blobs.get(a, 'two')).toBeNull();
    expect(await blobs.get(b, 'one')).toBeNull();
  });

  test(`${name}: removing takes one, or all of one board, and is harmless where there is nothing`, async () => {
    const blobs = await (await start())();
    for (const id of ['one', 'two']) await blobs.put(a, id, new Uint8Array([1]));
    await blobs.put(b, 'one', new Uint8Array([2]));
    await blobs.delete(a, 'one');
    await blobs.delete(a, 'one');
    expect(await blobs.get(a, 'one')).toBeNull();
    expect(await blobs.get(a, 'two')).not.toBeNull();
    await blobs.deleteAll(a);
    await blobs.deleteAll(a);
    expect(await blobs.get(a, 'two')).toBeNull();
    expect([...((await blobs.get(b, 'one')) ?? [])]).toEqual([2]);
  });

  test(`${name}: an id that could name something else is refused`, async () => {
    const blobs = await (await start())();
    for (const id of ['../../etc/passwd', '..', 'a/b', '', 'x\0y']) {
      await expect(blobs.get(a, id), id).rejects.toThrow();
      await expect(blobs.put(a, id, new Uint8Array([1])), id).rejects.toThrow();
    }
  });
}
