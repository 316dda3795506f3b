import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';

const NAME = 'restored';

/**
 * Remembers that the folder was restored from a backup. What was written after the backup comes back with the browsers
 * of whoever has it, so that client ids must not be held to their owners in boards that nobody has changed since.
 */
export async function markRestored(folder: string, nowMs: number): Promise<void> {
  await writeDurably(join(folder, NAME), `${nowMs}\n`);
}

/** When the folder was restored, milliseconds since 1970; null: it was not. */
export async function readRestoredAt(folder: string): Promise<number | null> {
  try {
    const at = Number((await readFile(join(folder, NAME), 'utf8')).trim());
    return Number.isFinite(at) ? at : Date.now(); // damaged: rather free than locked out
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
