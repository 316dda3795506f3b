import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BoardId } from '#board/ids';
import type { Limits } from '#protocol/limits';
import { BoardSetAside, type LoadGuard } from './rooms/load-guard.ts';
import type { WorkMarks } from './storage/work-marks.ts';

/**
 * Tries boards that an earlier process may have died of: a process of its own loads and reads each, within a time and an
 * amount of memory. A thread would not do: V8 ends the whole process on some allocations that fail in a thread.
 */
export class Trials implements LoadGuard {
  readonly #program: string;
  readonly #marks: WorkMarks;
  readonly #limits: Limits;
  readonly #faults = new Map<BoardId, string>();
  /** One at a time: the memory for one is all that they may take. */
  #last: Promise<unknown> = Promise.resolve();

  /** `program`: the path of the built trial. */
  constructor(program: string, marks: WorkMarks, limits: Limits) {
    this.#program = program;
    this.#marks = marks;
    this.#limits = limits;
  }

  during<T>(boardId: BoardId, work: () => T): T {
    return this.#marks.during(boardId, work);
  }

  async admit(boardId: BoardId, updates: () => Promise<readonly Uint8Array[]>): Promise<void> {
    if (!this.#marks.suspects.has(boardId)) return;
    const fault = this.#faults.get(boardId) ?? (await this.#inTurn(async () => this.#run(await updates())));
    if (fault === null) {
      this.#marks.clear(boardId);
      return;
    }
    if (!this.#faults.has(boardId)) this.#marks.setAside(boardId, fault);
    this.#faults.set(boardId, fault);
    throw new BoardSetAside(`board ${boardId} is set aside: ${fault}`);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#last.then(task);
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Returns what is wrong, or null. */
  async #run(updates: readonly Uint8Array[]): Promise<string | null> {
    const { trialMegabytes, trialMs } = this.#limits;
    const child = spawn(process.execPath, [`--max-old-space-size=${trialMegabytes}`, this.#program], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
    });
    const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
    child.stdin.on('error', () => undefined); // it died before it had read everything
    for (const update of updates) {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(update.length);
      child.stdin.write(length);
      child.stdin.write(update);
    }
    child.stdin.end();
    let isLate = false;
    const tooLong = setTimeout(() => {
      isLate = true;
      child.kill();
    }, trialMs);
    const [code, signal] = await ended;
    clearTimeout(tooLong);
    if (code === 0) return null;
    return isLate ? `it took longer than ${trialMs} ms` : `it ended with ${signal ?? code}`;
  }
}
