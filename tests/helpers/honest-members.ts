import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { TestBoard } from './server-in-process.ts';

/** What members who only worked have seen, when they stopped. */
export interface HonestReport {
  readonly letters: number;
  /** Sync messages that were never acknowledged. */
  readonly unsaved: number;
  /** Letters that some member, or a newcomer, lacks in the end. */
  readonly missing: number;
  /** All, and a newcomer, have the very same document in the end. */
  readonly same: boolean;
  /** How connections of theirs ended. */
  readonly closes: readonly unknown[];
  /** From a letter until another member has it, milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Lets honest members work on a board, in a thread of their own, until `stop`. Resolves when they are at work. */
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
