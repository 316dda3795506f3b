/**
 * Version 1 to 2: the log of every board goes from LMDB to the journal. The old one is kept as `log-v1`.
 *
 * LMDB's pages carry no checksums, and on a damaged file it can end its process. So another program reads it
 * (sync-server/read-lmdb-log.ts) and writes the new log into a folder of its own; when that is whole, two renames put
 * it in place.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable-file.ts';
import type { MigrationParts } from './migration-parts.ts';

/** The folder cannot be brought up to date. It is as it was. */
export class UpgradeFailed extends Error {
  override readonly name = 'UpgradeFailed';
}

const BEING_WRITTEN = /^log-new-[0-9a-f]+$/;

/** Brings the folder's log from version 1 to 2. Throws UpgradeFailed. */
export async function lmdbToJournal(parts: MigrationParts): Promise<void> {
  const { path, failPoint, tell } = parts;
  const at = (name: string) => join(path, name);
  const names = await readdir(path);
  // A name of its own for each attempt: what a killed one left behind may still be writing.
  for (const name of names) if (BEING_WRITTEN.test(name)) await rm(at(name), { recursive: true, force: true });
  const has = async (name: string) => (await readdir(at(name)).catch((): string[] => [])).includes('data.mdb');
  if (await has('log')) {
    if (names.includes('log-v1')) {
      throw new UpgradeFailed('there is a folder log-v1 of an earlier upgrade: move it away and start again');
    }
    const fresh = `log-new-${randomBytes(6).toString('hex')}`;
    const boards = await written(parts, at('log'), at(fresh));
    failPoint('upgrade.logWritten');
    await rm(at('log-v2'), { recursive: true, force: true });
    await rename(at(fresh), at('log-v2'));
    await syncFolder(path);
    failPoint('upgrade.logNamed');
    await rename(at('log'), at('log-v1'));
    await syncFolder(path);
    failPoint('upgrade.oldMoved');
    tell(`the logs of ${boards} boards are in the new form; the old log is kept as log-v1 and can be removed`);
  } else if (!(await has('log-v1'))) {
    throw new UpgradeFailed('log/data.mdb is missing: put it back from a backup');
  }
  if ((await readdir(path)).includes('log-v2')) {
    await rename(at('log-v2'), at('log'));
    await syncFolder(path);
  }
  failPoint('upgrade.newMoved');
}

/** Lets the other program write the new log. Returns how many boards there are. */
async function written({ oldLogReader, tell }: MigrationParts, from: string, to: string): Promise<number> {
  if (oldLogReader === null) throw new UpgradeFailed('the program that reads the old log is missing');
  // It ends when its standard input does: with this process, however that ends.
  const child = spawn(process.execPath, [oldLogReader, from, to], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const result = code === 0 ? readResult(output) : null;
  if (result === null) {
    await rm(to, { recursive: true, force: true });
    const why = signal === null ? errors.trim().split('\n').at(-1) : `reading it ended with ${signal}`;
    throw new UpgradeFailed(`the old log, log/data.mdb, could not be brought over (${why}): put it back from a backup`);
  }
  for (const { board, fault } of result.leftOut) {
    tell(`board ${board} is damaged in the old log (${fault}) and was left out; what there is of it is in log-v1`);
  }
  return result.boards;
}

interface Result {
  readonly boards: number;
  readonly leftOut: readonly { readonly board: string; readonly fault: string }[];
}

function readResult(output: string): Result | null {
  try {
    return JSON.parse(output) as Result;
  } catch {
    return null; // it ended before it had said that it is done
  }
}
