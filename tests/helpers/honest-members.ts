import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { TestBoard } from './server-in-process.ts';

/** What the honest members measured, from start to stop. */
export interface HonestReport {
  readonly letters: number;
  /** Sync messages that were never acknowledged. */
  readonly unsaved: number;
  /** Letters that a member or a newcomer lacks at the end, summed over all of them. */
  readonly missing: number;
  /** All members and a newcomer have the same document at the end. */
  readonly same: boolean;
  /** The close codes and errors of connections that ended early. */
  readonly closes: readonly unknown[];
  /** Milliseconds from writing a letter until another member has it. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Starts honest members, who write on a board from a separate thread until `stop`. Resolves when they have begun. */
export async function honestMembers(
  url: string,
  board: TestBoard,
  { members = 3, editsPerSecond = 20 } = {},
): Promise<{ stop(): Promise<HonestReport> }> {
  const worker = new Worker(new URL('./honest-members.mjs', import.meta.url), {
    workerData: { url, boardId: board.id, token: board.participant, members, editsPerSecond },
  });
  onTestFinished(async () => {
    await worker.terminate();
  });
  await once(worker, 'message');
  return {
    stop: async () => {
      worker.postMessage('stop');
      const [report] = (await once(worker, 'message')) as [HonestReport];
      await worker.terminate();
      return report;
    },
  };
}
