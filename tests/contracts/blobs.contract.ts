import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import type { Blobs } from '../../sync-server/storage/blobs.ts';

const a = 'a-aaaaaaaaaaaaaaaa' as BoardId;
const b = 'b-aaaaaaaaaaaaaaaa' as BoardId;

/** What every implementation of Blobs must do. `start` returns a function that opens the store again on its data. */
export function blobsContract(name: string, start: () => Promise<() => Promise<Blobs>>): void {
  test(`${name}: stored bytes are read back, also after reopening, and a blob that does not exist is null`, async () => {
    const open = await start();
    await (await open()).put(a, 'one', new Uint8Array([1, 2, 3]));
    const blobs = await open();
    expect([...((await blobs.get(a, 'one')) ?? [])]).toEqual([1, 2, 3]);
    expect(await blobs.get(a, 'two')).toBeNull();
    expect(await blobs.get(b, 'one')).toBeNull();
  });

  test(`${name}: removing takes one blob, or all of one board, and does nothing if there is none`, async () => {
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

  test(`${name}: an id that could name another file is refused`, async () => {
    const blobs = await (await start())();
    for (const id of ['../../etc/passwd', '..', 'a/b', '', 'x\0y']) {
      await expect(blobs.get(a, id), id).rejects.toThrow();
      await expect(blobs.put(a, id, new Uint8Array([1])), id).rejects.toThrow();
    }
  });
}
