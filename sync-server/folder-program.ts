import { resolve } from 'node:path';
import { StartError } from './start-error.ts';
import { startSentence } from './start-sentence.ts';

/** Runs a program that works on the data folder and tells in one sentence what it did, or why it did not. */
export function run(task: () => Promise<string>): void {
  task()
    .then((sentence) => {
      process.stdout.write(`${sentence}\n`);
    })
    .catch((error: unknown) => {
      process.stderr.write(`${startSentence(error, process.env)}\n`);
      process.exitCode = 1;
    });
}

/** The one argument, a file: where npm was called from, not where npm runs its scripts. */
export function fileArgument(usage: string): string {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) throw new StartError(`${usage}.`);
  return resolve(process.env.INIT_CWD ?? '.', file);
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
