import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Where a server answers, and the process if we started it. */
export interface DemoServer {
  readonly origin: string;
  readonly child: ChildProcess | null;
}

const READY = /^Veivalg listening on (http:\/\/\S+)/;
const ASK_MS = 2_000;

/** The server that already runs at `origin`, or one that is started from `entry` with this process's environment. */
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
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code} before it was ready`)));
  });
  return { origin: listening, child };
}

async function answers(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(ASK_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Nobody listens there, which is the usual case: we start a server of our own.
    return false;
  }
}
