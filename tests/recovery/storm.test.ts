/**
 * Reliability row 22: everybody reconnects at once after a restart, half of them with the board they had, half as after
 * a page reload, each with an edit written meanwhile. Asserts that all get the whole board and all edits are saved
 * within 10 s, and that the server's memory stays bounded.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { frameSaved, frameStep1, frameStep2, readFrame } from '#protocol/frames';
import { pauseMs } from '../../client/sync/pause.ts';
import { rounds } from '../helpers/rounds.ts';
import { Random, SEED } from '../helpers/seeds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const jitter = new Random(SEED);
const LARGE_BYTES = 880_000;
/** One client in so many reads the whole board, which takes 50 ms; the others only count its bytes. */
const READS_ALL = 25;
const MOST_MS = 10_000;
const MOST_RSS_MB = 512;

test.each([
  { what: 'on one board of 880 kB', boards: 1, each: rounds(100, 500), bytes: LARGE_BYTES },
  { what: 'on many boards of ten', boards: rounds(10, 50), each: 10, bytes: 20_000 },
])('everybody who reconnects $what has the whole board within 10 s', { timeout: 120_000 }, async (scenario) => {
  const dataDir = await temporaryFolder();
  const before = await startServer(dataDir);
  const filled: Filled[] = [];
  for (let i = 0; i < scenario.boards; i++) filled.push(await fill(before.url, scenario.bytes));
  await before.end('SIGKILL');

  let server: ServerProcess | null = null;
  const clients = filled.flatMap((board) =>
    Array.from({ length: scenario.each }, (_, i) => new Returning(board, i, () => server?.url ?? null)),
  );
  server = await startServer(dataDir);
  const start = performance.now();
  await vi.waitUntil(() => clients.every((client) => client.synced && client.saved), {
    timeout: 60_000,
    interval: 10,
  });
  const took = performance.now() - start;
  const rss = await peakRssMb(server);
  console.info(`${clients.length} clients ${scenario.what}: ${took.toFixed(0)} ms, peak RSS ${rss.toFixed(0)} MB`);
  for (const client of clients) {
    expect(client.closed).toEqual([]);
    client.stop();
  }
  for (const { board, notes } of filled) {
    const newcomer = new SyncClient(server.url, board.id, board.viewer);
    await newcomer.until(() => newcomer.synced);
    const ids = root(newcomer.doc, 'notes');
    expect(ids.size).toBe(notes + scenario.each);
    await newcomer.close();
  }
  await server.end('SIGTERM');
  expect(took).toBeLessThanOrEqual(MOST_MS);
  expect(rss).toBeLessThanOrEqual(MOST_RSS_MB);
});

interface Filled {
  readonly board: TestBoard;
  readonly regionId: RegionId;
  readonly notes: number;
  readonly bytes: number;
  readonly stateVector: Uint8Array;
}

/** Makes a board of at least so many bytes. */
async function fill(url: string, bytes: number): Promise<Filled> {
  const board = await createBoard(url);
  const client = new SyncClient(url, board.id, board.participant);
  await client.until(() => client.synced);
  const { doc } = client;
  const regionId = [...root(doc, 'fields').keys()][0] as RegionId;
  for (let n = 0; Y.encodeStateAsUpdate(doc).length < bytes; ) {
    doc.transact(() => {
      for (const end = n + Math.ceil(bytes / 4000); n < end; n++) {
        const text = `Merknad ${n}: en setning av vanlig lengde om hva som taler for og imot.`;
        addNote(doc, { id: `n${n}` as NoteId, text, regionId, order: `a${n}`, author: '', createdAt: 1 });
      }
    });
  }
  await client.until(() => client.saved >= client.sent);
  await client.close();
  const whole = Y.encodeStateAsUpdate(doc);
  const notes = root(doc, 'notes').size;
  return { board, regionId, notes, bytes: whole.length, stateVector: Y.encodeStateVector(doc) };
}

/** A client that was cut off, wrote a note meanwhile, and reconnects after the product's own pauses. */
class Returning {
  synced = false;
  saved = false;
  /** The codes with which the server closed its connections. */
  readonly closed: number[] = [];
  readonly #filled: Filled;
  readonly #number: number;
  readonly #url: () => string | null;
  /** Holds only the own note: with hundreds of whole boards the test would measure its own process. */
  readonly #own = createBoardDoc();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #stopped = false;

  constructor(filled: Filled, number: number, url: () => string | null) {
    this.#filled = filled;
    this.#number = number;
    this.#url = url;
    const { regionId } = filled;
    const id = `ny-${number}` as NoteId;
    addNote(this.#own, { id, text: 'Skrevet imens', regionId, order: `b${number}`, author: '', createdAt: 1 });
    void this.#later();
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.terminate();
  }

  async #later(): Promise<void> {
    await wait(pauseMs(this.#attempt++, false, jitter.next()));
    const url = this.#url();
    if (this.#stopped) return;
    if (url === null) return this.#later();
    const { board } = this.#filled;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${board.id}`, ['veivalg.1', board.participant]);
    this.#socket = socket;
    socket.on('open', () => {
      socket.send(frameSaved(0));
      socket.send(frameStep1(this.#isNew ? new Uint8Array([0]) : this.#filled.stateVector));
    });
    socket.on('message', (data: Buffer) => this.#receive(socket, data));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', (code) => {
      if (this.#stopped) return;
      this.closed.push(code);
      void this.#later();
    });
  }

  get #isNew(): boolean {
    return this.#number % 2 === 0;
  }

  #receive(socket: WebSocket, data: Buffer): void {
    const frame = readFrame(data);
    if (frame.kind === 'step1') {
      // A server that has not loaded the board would send an empty state vector.
      expect(Y.decodeStateVector(frame.stateVector).size).toBeGreaterThan(0);
      socket.send(frameStep2(Y.encodeStateAsUpdate(this.#own, frame.stateVector)));
    } else if (frame.kind === 'saved') this.saved = frame.count >= 1;
    else if (frame.kind === 'step2') {
      if (this.#isNew) this.#expectAll(frame.update);
      this.synced = true;
    }
  }

  #expectAll(update: Uint8Array): void {
    expect(update.length).toBeGreaterThanOrEqual(this.#filled.bytes * 0.95);
    if (this.#number % READS_ALL !== 0) return;
    const doc = createBoardDoc();
    Y.applyUpdate(doc, update);
    expect(root(doc, 'notes').size).toBeGreaterThanOrEqual(this.#filled.notes);
  }
}

async function peakRssMb({ process: { pid } }: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
