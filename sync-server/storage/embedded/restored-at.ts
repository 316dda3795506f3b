import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';

const NAME = 'restored';

/**
 * Records that the folder was restored from a backup. What was written after the backup comes back from the members'
 * browsers, also from browsers that did not write it. So others may add to a client id until its owner has written under
 * it again (decision 9).
 */
export async function markRestored(folder: string, nowMs: number): Promise<void> {
  await writeDurably(join(folder, NAME), `${nowMs}\n`);
}

/** When the folder was restored, milliseconds since 1970; null: never. */
export async function readRestoredAt(folder: string): Promise<number | null> {
  try {
    const at = Number((await readFile(join(folder, NAME), 'utf8')).trim());
    return Number.isFinite(at) ? at : Date.now(); // damaged: rather too permissive than locking members out
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
