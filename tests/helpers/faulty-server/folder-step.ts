import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../../sync-server/storage/embedded/durable-file.ts';
import type { FolderStep } from '../../../sync-server/storage/embedded/folder-version.ts';

/** Between two changes of the disk in {@link stepToVersion2}, in the order in which they are passed. */
export const STEP_POINTS = ['step.copied', 'step.removed', 'step.inPlace', 'step.done'] as const;

/** Makes a folder of version 1 as {@link stepToVersion2} imagines it: the log lies in `log-v1`. */
export async function makeOlder(dataDir: string): Promise<void> {
  await rename(join(dataDir, 'log'), join(dataDir, 'log-v1'));
  await writeFile(join(dataDir, 'version'), '1\n');
}

/** A step as a later version may have one: it writes beside what is there, puts that in place, removes the old. */
export function stepToVersion2(failPoint: (name: (typeof STEP_POINTS)[number]) => void = () => undefined): FolderStep {
  const run = async (path: string) => {
    const at = (name: string) => join(path, name);
    // A crash came between the removal of the old log and the raising of the version.
    if (!(await readdir(path)).includes('log-v1')) return;
    await rm(at('log-new'), { recursive: true, force: true });
    await cp(at('log-v1'), at('log-new'), { recursive: true });
    failPoint('step.copied');
    await rm(at('log'), { recursive: true, force: true });
    failPoint('step.removed');
    await rename(at('log-new'), at('log'));
    await syncFolder(path);
    failPoint('step.inPlace');
    await rm(at('log-v1'), { recursive: true });
    failPoint('step.done');
  };
  return { to: 2, run: ({ path }) => run(path) };
}
