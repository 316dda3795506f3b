import { onTestFinished } from 'vitest';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';

/** What an attack may cost others: the figure is 100 ms; in the short form other suites run on the same cores. */
export const P99_MS = rounds(3_000, 100);

/** A real server of its own with one board, gone when the test has finished. */
export interface Arena {
  readonly url: string;
  readonly pid: number;
  readonly board: TestBoard;
  readonly server: ServerProcess;
  /** It still answers, and its process is the same. */
  isHealthy(): Promise<boolean>;
  /** What /metrics says of a counter, all its labels added up unless one is given, such as `reason="silent"`. */
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
