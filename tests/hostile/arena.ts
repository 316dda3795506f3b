import { onTestFinished } from 'vitest';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';

/** The promise is 100 ms during an attack; the short form allows more, because other suites share the cores. */
export const P99_MS = rounds(3_000, 100);

/** A server process with one board, for one attack. It is killed when the test has finished. */
export interface Arena {
  readonly url: string;
  readonly pid: number;
  readonly board: TestBoard;
  readonly server: ServerProcess;
  /** Its process has not exited and /readyz succeeds. */
  isHealthy(): Promise<boolean>;
  /** The value of a metric, summed over all labels or only those that contain `label`, such as `reason="silent"`. */
  count(metric: string, label?: string): Promise<number>;
}

export async function arena(env: Record<string, string> = {}): Promise<Arena> {
  const server = await startServer(await temporaryFolder(), env);
  onTestFinished(async () => {
    await server.end('SIGKILL');
  });
  const { url } = server;
  const board = await createBoard(url);
  return {
    url,
    pid: server.process.pid ?? 0,
    board,
    server,
    isHealthy: async () => server.process.exitCode === null && (await fetch(`${url}/readyz`)).ok,
    count: async (metric, label = '') => {
      const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
      const ours = lines.filter((line) => line.startsWith(`veivalg_${metric}`) && line.includes(label));
      return ours.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    },
  };
}
