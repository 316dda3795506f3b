import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realDisk } from '../../sync-server/storage/embedded/journal/disk.ts';
import { type ScannedItem, scanSegment } from '../../sync-server/storage/embedded/journal/scan.ts';
import { readSegmentFile } from '../../sync-server/storage/embedded/journal/segment-name.ts';

export interface RecordOnDisk {
  readonly path: string;
  readonly found: Extract<ScannedItem, { kind: 'record' }>;
}

/** All records in the journals of a folder, in order. */
export async function recordsOnDisk(folder: string): Promise<RecordOnDisk[]> {
  const records: RecordOnDisk[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const segment = readSegmentFile(name);
    if (segment === null) continue;
    const path = join(folder, name);
    const file = await realDisk.openToRead(path);
    for await (const found of scanSegment(file, segment.salt)) {
      if (found.kind === 'record') records.push({ path, found });
    }
    await file.close();
  }
  return records;
}

/** Replaces the bytes of one entry in its file. */
export async function changeEntry(
  folder: string,
  boardId: string,
  seq: number,
  change: (record: Buffer) => Buffer,
): Promise<void> {
  const all = await recordsOnDisk(folder);
  const record = all.find(({ found: { header } }) => header.boardId === boardId && header.seq === seq);
  if (record === undefined) throw new Error(`there is no entry ${seq} of ${boardId}`);
  const { path, found } = record;
  const bytes = await readFile(path);
  const changed = change(Buffer.from(bytes.subarray(found.at, found.end)));
  await writeFile(path, Buffer.concat([bytes.subarray(0, found.at), changed, bytes.subarray(found.end)]));
}
