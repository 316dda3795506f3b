/**
 * Reliability row 2: 50 people each write ten times a second. Asserts that every edit is acknowledged as saved within a
 * second. `npm run bench:ack` measures the times on an idle machine (p50 ≤ 20 ms, p99 ≤ 100 ms).
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const WRITERS = 50;
const BOARDS = 5;
const PER_SECOND = 10;
const SECONDS = rounds(4, 60);
/** The bound of row 2; the short form also runs on a machine that does other work meanwhile. */
const MOST_MS = rounds(3_000, 1_000);

test('with 50 writers every edit is saved within a second', { timeout: 60_000 + SECONDS * 1_000 }, async () => {
  const server = await startServer(await temporaryFolder());
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(server.url));
  const spans: number[] = [];
  const writers = boards.flatMap((board) =>
    Array.from({ length: WRITERS / BOARDS }, () => new Timed(server.url, board, spans)),
  );
  for (const { client } of writers) await client.until(() => client.synced);
  await Promise.all(writers.map((writer, i) => writer.write((i / WRITERS) * (1000 / PER_SECOND))));
  const edits = WRITERS * PER_SECOND * SECONDS;
  await vi.waitUntil(() => spans.length === edits, { timeout: 20_000, interval: 20 });
  const sorted = spans.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(1);
  console.info(`edits ${edits}, saved within ms: p50 ${at(0.5)}, p99 ${at(0.99)}, all ${sorted.at(-1)?.toFixed(1)}`);
  expect(sorted.at(-1)).toBeLessThanOrEqual(MOST_MS);
  for (const { client } of writers) await client.close();
  await server.end('SIGTERM');
});

/** A writer that records how long each edit took to be acknowledged as saved. */
class Timed {
  readonly client: SyncClient;
  readonly #spans: number[];
  readonly #underWay: { readonly number: number; readonly at: number }[] = [];

  constructor(url: string, board: TestBoard, spans: number[]) {
    this.#spans = spans;
    this.client = new SyncClient(url, board.id, board.participant);
    this.client.socket.on('message', () => {
      for (let [first] = this.#underWay; first !== undefined && first.number <= this.client.saved; ) {
        this.#spans.push(performance.now() - first.at);
        this.#underWay.shift();
        [first] = this.#underWay;
      }
    });
  }

  async write(startsAfterMs: number): Promise<void> {
    const { doc } = this.client;
    const regionId = [...root(doc, 'fields').keys()][0] as RegionId;
    let next = performance.now() + startsAfterMs;
    for (let i = 0; i < PER_SECOND * SECONDS; i++) {
      await wait(Math.max(0, next - performance.now()));
      next += 1000 / PER_SECOND;
      const id = `n-${doc.clientID}-${i}` as NoteId;
      addNote(doc, { id, text: 'Merknad', regionId, order: `a${i}`, author: '', createdAt: 1 });
      this.#underWay.push({ number: this.client.sent, at: performance.now() });
    }
  }
}
