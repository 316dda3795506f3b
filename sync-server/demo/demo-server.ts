import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running server, and its process if we started it. */
export interface DemoServer {
  readonly origin: string;
  readonly child: ChildProcess | null;
}

const READY = /^Veivalg listening on (http:\/\/\S+)/;
const ASK_MS = 2_000;

/**
 * Finds the server at `origin`, or starts one from `entry` with this process's environment. Resolves when it listens;
 * rejects if it exits first.
 */
export async function findOrStartServer(origin: string | null, entry: string): Promise<DemoServer> {
  if (origin !== null && (await answers(origin))) return { origin, child: null };
  const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'pipe', 'inherit'], env: process.env });
  const lines = createInterface({ input: child.stdout });
  const listening = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      process.stdout.write(`${line}\n`);
      const found = READY.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server exited with code ${code} before it was ready`)));
  });
  return { origin: listening, child };
}

async function answers(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(ASK_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Usually no server runs there; then we start our own.
    return false;
  }
}
