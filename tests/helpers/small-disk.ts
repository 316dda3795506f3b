import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Mounts a file system of 6 MB in memory at a folder; returns false if this user may not mount. */
export function mountSmallDisk(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', path]));
  return true;
}

/** Writes a file on the disk until nothing more fits. */
export async function fillDisk(path: string): Promise<void> {
  for (let size = 1 << 20; size >= 512; size /= 2) {
    for (;;) {
      const written = await writeFile(join(path, 'filler'), Buffer.alloc(size), { flag: 'a' }).then(
        () => true,
        () => false,
      );
      if (!written) break;
    }
  }
}

/** Makes room again on a disk that {@link fillDisk} filled. */
export async function freeDisk(path: string): Promise<void> {
  await rm(join(path, 'filler'));
}
