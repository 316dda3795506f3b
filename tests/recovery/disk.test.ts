/**
 * Reliability rows 8 and 9: the disk under a real server is full, read-only, failing or slow while members write.
 * Asserts that nothing is acknowledged or shown to others that is not stored; that the process lives and answers; and
 * that everything is stored within 5 s after the disk works again, without a restart or anybody's action.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { DiskFault } from '../helpers/faulty-server/disk-fault.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';
import { fillDisk, freeDisk, mountSmallDisk } from '../helpers/small-disk.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const ROUNDS = rounds(1, 20);
const BOARDS = 3;
const FAULTY_MS = rounds(800, 1_500);
const WELL_WITHIN_MS = 5_000;
const EACH = 40;
/** The bound of row 9; the short form also runs on a machine that does other work meanwhile. */
const ALIVE_MS = rounds(1_000, 200);

/** `refuses`: which writes fail. On a slow disk all succeed in the end. */
test.each([
  { fault: 'full-after:2000', refuses: 'in the middle' },
  { fault: 'read-only', refuses: 'all' },
  { fault: 'eio', refuses: 'all' },
  { fault: 'slow-sync:5000', refuses: 'nothing' },
])(
  'on a disk with $fault nothing is half stored, and all continues when the disk works again',
  {
    timeout: 30_000 + ROUNDS * 30_000,
  },
  async ({ fault, refuses }) => {
    const folder = await temporaryFolder();
    const disk = new DiskFault(folder);
    const run = await Run.on(join(folder, 'data'), disk.env);
    const well = () => disk.set('');
    for (let round = 0; round < ROUNDS; round++) {
      await run.faulty(`${round}`, () => disk.set(fault));
      if (refuses === 'all') expect(run.shownOf(`${round}`)).toEqual([]);
      expect(run.saved).toBe(false);
      const readiness = fetch(`${run.url}/readyz`);
      if (refuses !== 'nothing') expect((await readiness).status).toBe(503);
      await run.recovers(well);
      await readiness;
      expect((await fetch(`${run.url}/readyz`)).status).toBe(200);
    }
    await run.dies(() => disk.set(fault), well);
    run.report(fault);
    // On a slow disk, the write that is under way when the fault ends still takes its 5 s.
    expect(run.resumedMs).toBeLessThanOrEqual(WELL_WITHIN_MS + (refuses === 'nothing' ? 5_000 : 0));
  },
);

test('on a disk that is really full nothing is half stored, and all continues when there is room', {
  timeout: 30_000 + ROUNDS * 30_000,
}, async () => {
  const folder = await temporaryFolder();
  const small = join(folder, 'small');
  await mkdir(small);
  const disk = new DiskFault(folder);
  const mounted = mountSmallDisk(small);
  // A board's write must not fit into the rest of a block; the writes of all rounds must fit on the disk.
  const run = await Run.on(join(small, 'data'), disk.env, 'fyll '.repeat(60));
  const full = () => (mounted ? fillDisk(small) : disk.set('full-after:0'));
  const well = () => (mounted ? freeDisk(small) : disk.set(''));
  for (let round = 0; round < ROUNDS; round++) {
    await run.faulty(`${round}`, full);
    expect(run.saved).toBe(false);
    await run.recovers(well);
  }
  await run.dies(full, well);
  run.report(mounted ? 'tmpfs of 6 MB' : 'no right to mount: a disk that reports that it is full');
  expect(run.resumedMs).toBeLessThanOrEqual(WELL_WITHIN_MS);
});

/** A server with boards; on each board a member who writes and one who reads, both of whom reconnect. */
class Run {
  readonly #dataDir: string;
  readonly #env: Record<string, string>;
  /** The text of each note after its id. */
  readonly #text: string;
  #server: ServerProcess;
  #boards: readonly TestBoard[] = [];
  #writers: readonly ReturningMember[] = [];
  #watchers: readonly ReturningMember[] = [];
  readonly #written = new Map<string, string[]>();
  readonly #aliveMs: number[] = [];
  #survivors = 0;
  resumedMs = 0;

  static async on(dataDir: string, env: Record<string, string>, text = ''): Promise<Run> {
    const run = new Run(dataDir, env, text, await startServer(dataDir, env));
    const boards: TestBoard[] = [];
    for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(run.url));
    run.#enter(boards);
    await run.#all(10_000);
    return run;
  }

  private constructor(dataDir: string, env: Record<string, string>, text: string, server: ServerProcess) {
    this.#dataDir = dataDir;
    this.#env = env;
    this.#text = text;
    this.#server = server;
    onTestFinished(async () => {
      await this.#leave();
      await this.#server.end('SIGKILL');
    });
  }

  get url(): string {
    return this.#server.url;
  }

  /** Whether all that was written is acknowledged as saved. */
  get saved(): boolean {
    return this.#writers.every(({ saved }) => saved);
  }

  /** What others see of the notes of one round. */
  shownOf(prefix: string): string[] {
    return this.#written.get(prefix)?.filter((id) => this.#shown(id)) ?? [];
  }

  /** Breaks the disk and lets everybody write; the server must still answer. */
  async faulty(prefix: string, breakDisk: () => Promise<void>): Promise<void> {
    await breakDisk();
    this.#write(prefix);
    const until = performance.now() + FAULTY_MS;
    while (performance.now() < until) {
      await this.#alive();
      await wait(20);
    }
  }

  /** Repairs the disk; all that was written must then be stored and shown without anybody's action. */
  async recovers(mendDisk: () => Promise<void>): Promise<void> {
    await mendDisk();
    const start = performance.now();
    await this.#all(30_000);
    this.resumedMs = Math.max(this.resumedMs, performance.now() - start);
  }

  /**
   * Kills the server while the disk is faulty, and no member returns. What was acknowledged, or shown to others, in
   * this round or before, must be there after a restart.
   */
  async dies(breakDisk: () => Promise<void>, mendDisk: () => Promise<void>): Promise<void> {
    await this.faulty('last', breakDisk);
    const promised = [...this.#written].flatMap(([prefix, ids]) => (prefix === 'last' ? this.shownOf(prefix) : ids));
    for (const { saved, doc } of this.#writers) {
      if (saved) promised.push(...[...root(doc, 'notes').keys()].filter((id) => id.startsWith('last-')));
    }
    await this.#server.end('SIGKILL');
    await this.#leave();
    await mendDisk();
    this.#server = await startServer(this.#dataDir, this.#env);
    const here = new Set<string>();
    for (const { id, viewer } of this.#boards) {
      const newcomer = new SyncClient(this.url, id, viewer);
      await newcomer.until(() => newcomer.synced);
      for (const note of root(newcomer.doc, 'notes').keys()) here.add(note);
      await newcomer.close();
    }
    expect(promised.filter((id) => !here.has(id))).toEqual([]);
    expect(promised.length).toBeGreaterThanOrEqual(ROUNDS * EACH * BOARDS);
    this.#survivors = promised.length;
  }

  report(what: string): void {
    const sorted = this.#aliveMs.sort((a, b) => a - b);
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
    console.info(
      `${what}: rounds ${ROUNDS}, resumed within ${this.resumedMs.toFixed(0)} ms, /livez p99 ${p99.toFixed(0)} ms of ${sorted.length}, acknowledged or seen and there after a kill ${this.#survivors}`,
    );
    expect(p99).toBeLessThanOrEqual(ALIVE_MS);
  }

  #enter(boards: readonly TestBoard[]): void {
    this.#boards = boards;
    const member = ({ id: boardId, participant: token }: TestBoard) =>
      new ReturningMember({ url: () => this.url, boardId, token });
    this.#writers = boards.map(member);
    this.#watchers = boards.map(member);
  }

  async #leave(): Promise<void> {
    await Promise.all([...this.#writers, ...this.#watchers].map((one) => one.leave()));
  }

  #write(prefix: string): void {
    const ids: string[] = [];
    for (const { doc } of this.#writers) {
      const regionId = [...root(doc, 'fields').keys()][0] as RegionId;
      for (let i = 0; i < EACH; i++) {
        const id = `${prefix}-${doc.clientID}-${i}` as NoteId;
        addNote(doc, { id, text: `${id} ${this.#text}`, regionId, order: `a${i}`, author: '', createdAt: 1 });
        ids.push(id);
      }
    }
    this.#written.set(prefix, ids);
  }

  /** Resolves when all that was written is acknowledged, and has reached the readers. */
  async #all(timeout: number): Promise<void> {
    const ids = [...this.#written.values()].flat();
    const ready = () => this.saved && this.#watchers.every(({ synced }) => synced);
    await vi.waitUntil(() => ready() && ids.every((id) => this.#shown(id)), { timeout, interval: 10 });
  }

  async #alive(): Promise<void> {
    const start = performance.now();
    const { status } = await fetch(`${this.url}/livez`);
    this.#aliveMs.push(performance.now() - start);
    expect(status).toBe(200);
    expect(this.#server.process.exitCode).toBeNull();
  }

  #shown(id: string): boolean {
    return this.#watchers.some(({ doc }) => root(doc, 'notes').has(id));
  }
}
