import { resolve } from 'node:path';
import { StartError } from './start-error.ts';
import { BackupRefused } from './storage/embedded/backup/manifest.ts';

/** Runs a program that copies the data folder. Prints one sentence: what it did, or why it could not. */
export function run(task: () => Promise<string>): void {
  task()
    .then((sentence) => {
      process.stdout.write(`${sentence}\n`);
    })
    .catch((error: unknown) => {
      process.stderr.write(`${sentenceOf(error)}\n`);
      process.exitCode = 1;
    });
}

/** The only argument, a file, relative to where npm was called and not to where npm runs its scripts. */
export function fileArgument(usage: string): string {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) throw new StartError(`${usage}.`);
  return resolve(process.env.INIT_CWD ?? '.', file);
}

function sentenceOf(error: unknown): string {
  if (error instanceof BackupRefused || error instanceof StartError) return error.message;
  // The system's message names the file and the reason, such as a full disk or a missing permission.
  if (error instanceof Error && 'code' in error) return `Nothing was copied: ${error.message}.`;
  return `Nothing was copied: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
