/**
 * The version of a data folder, a number in its file `version`. A folder of an older version is brought up to this
 * program's, step by step; a folder of a newer version is refused and not changed.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionAfter } from '#board/schema/schema-version';
import type { Damage } from '../damage.ts';
import { isFull } from '../full-disk.ts';
import { writeDurably } from './durable-file.ts';
import type { FailPoint } from './journal/fail-points.ts';

/**
 * One step from a version of the folder to the next. A process that is killed in the middle of it takes the whole step
 * again at its next start, so a step must also succeed on a folder where it was half done.
 */
export interface FolderStep {
  /** The version that it leads to. Consecutive, from 2. */
  readonly to: number;
  /** Throws UpgradeFailed where the folder does not allow the step; the folder must then be as it was. */
  run(parts: StepParts): Promise<void>;
}

export interface StepParts {
  /** The data folder. */
  readonly path: string;
  /** Takes a sentence for the operator. */
  warn(sentence: string): void;
}

/** Add a step when files in the folder change their meaning. None yet: compatibility begins with 0.1.0. */
export const FOLDER_STEPS: readonly FolderStep[] = [];

/** The version that this program writes: that of the last step, or 1. */
export const DATA_VERSION = versionAfter(FOLDER_STEPS);

/** The folder was written by a newer version of this program. Nothing was changed. */
export class FolderVersionUnknown extends Error {
  override readonly name = 'FolderVersionUnknown';
}

/** The folder cannot be brought up to date. It is as it was. */
export class UpgradeFailed extends Error {
  override readonly name = 'UpgradeFailed';
}

/**
 * The folder's version; a folder whose `version` cannot be read is taken for the newest. Changes nothing. Throws
 * FolderVersionUnknown.
 */
export async function readFolderVersion(
  path: string,
  steps: readonly FolderStep[],
  damaged: (damage: Damage) => void,
): Promise<number> {
  const names = await readdir(path);
  const newest = versionAfter(steps);
  const text = names.includes('version') ? (await readFile(join(path, 'version'), 'utf8')).trim() : null;
  if (text !== null && /^[1-9]\d{0,8}$/.test(text)) {
    if (Number(text) > newest) {
      throw new FolderVersionUnknown(`it has version ${text}, this server knows ${newest}`);
    }
    return Number(text);
  }
  if (names.some((name) => ['catalog.json', 'records', 'log'].includes(name))) {
    const fault = text === null ? 'it is missing' : 'it holds no version';
    damaged({ store: 'version', file: 'version', fault });
  }
  return newest;
}

/** Takes every step from the version found to the newest; raises the version after each. */
export async function bringUpToDate(
  found: number,
  steps: readonly FolderStep[],
  { failPoint, ...parts }: StepParts & { readonly failPoint: FailPoint },
): Promise<void> {
  const path = join(parts.path, 'version');
  for (const step of steps) {
    if (step.to <= found) continue;
    parts.warn(`the data folder is being brought from version ${step.to - 1} to version ${step.to}`);
    await step.run(parts);
    failPoint('upgrade.beforeVersion');
    await writeDurably(path, `${step.to}\n`);
  }
  const newest = `${versionAfter(steps)}`;
  const written = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (written === newest) return;
  await writeDurably(path, `${newest}\n`).catch((error: unknown) => {
    // No step was due, so the folder is what this program expects. The next start writes it.
    if (!isFull(error)) throw error;
  });
}
