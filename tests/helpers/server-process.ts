import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FAULT_VARIABLES } from './faulty-server/fault-variables.ts';

const shipped = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
const faulty = fileURLToPath(new URL('../../dist/tests/faulty-server.js', import.meta.url));

/** A real server in its own process. */
export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has written to standard error. */
  readonly log: () => string;
  /** Sends a signal and resolves with the exit code, or with null if the signal ended the process. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface Refusal {
  readonly code: number | null;
  readonly sentence: string;
}

/** Starts the built server on a free port and a data folder; resolves when it listens, or with why it does not. */
export async function tryStartServer(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<ServerProcess | Refusal> {
  const child = spawnServer(dataDir, env);
  let sentence = '';
  child.stderr.on('data', (data: Buffer) => {
    sentence += data.toString();
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const url = /^Veivalg listening on (http:\/\/\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const first = await Promise.race([ready, exited]);
  if (typeof first !== 'string') return { code: first[0], sentence: sentence.trim() };
  return {
    url: first,
    process: child,
    log: () => sentence,
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** The shipped program, or the tests' own if a variable of faulty-server/main.ts is set: the shipped one knows none. */
function spawnServer(dataDir: string, env: Record<string, string>) {
  const program = FAULT_VARIABLES.some((name) => name in env) ? faulty : shipped;
  return spawn(process.execPath, [program], {
    env: {
      PATH: process.env.PATH ?? '',
      NODE_NO_WARNINGS: '1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts the built server and kills it after some time, at whatever point of its start. */
export async function killDuringStart(dataDir: string, env: Record<string, string>, afterMs: number): Promise<void> {
  const child = spawnServer(dataDir, env);
  const exited = once(child, 'exit');
  await wait(afterMs);
  child.kill('SIGKILL');
  await exited;
}

/** As {@link tryStartServer}; throws if the server does not start. */
export async function startServer(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const started = await tryStartServer(dataDir, env);
  if ('sentence' in started) throw new Error(`the server did not start: ${started.sentence}`);
  return started;
}
