/** What tests of the data folder share: comparing folders byte by byte, and running the programs that copy them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Every file of a folder with the SHA-256 of its content. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    content[relative(folder, path)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return content;
}

/** Starts a built program on a data folder. */
export function startProgram(name: 'backup' | 'restore', dataDir: string, args: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL(`../../dist/server/${name}.js`, import.meta.url));
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir };
  return spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits until a program has ended; returns how it ended and what it printed. */
export async function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly said: string }> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      said += data.toString();
    });
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, said: said.trim() };
}

/** Runs a built program on a data folder to its end. */
export function runProgram(name: 'backup' | 'restore', dataDir: string, args: readonly string[]) {
  return ended(startProgram(name, dataDir, args));
}
