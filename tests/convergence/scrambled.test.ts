/**
 * Models five members who edit one board at random, while any message between them and the server may be late,
 * repeated, out of order, or delivered on a later connection. Asserts that once the connections are reliable again, all
 * have the same state and read the same board, and so does a document loaded from the server's log (reliability row
 * 20). `tests/convergence/convergence.test.ts` tests the same of documents without a server.
 */
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId } from '#board/ids';
import { readBoard } from '#board/reading/read-board';
import { plain } from '../board/helpers.ts';
import { Member } from '../board/random-edits.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { rounds } from '../helpers/rounds.ts';
import { sameState } from '../helpers/same-state.ts';
import { type Scrambled, ScramblingWire } from '../helpers/scrambling-wire.ts';
import { announcedSeed, failsWith, Random } from '../helpers/seeds.ts';
import { createBoard, serverInProcess, type TestServer } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const SEEDS = rounds(30, 500);
const EDITS = 200;
const MEMBERS = 5;
/** Seeds that run at the same time, because each spends most of its time waiting. */
const AT_ONCE = 5;

test('members whose messages arrive late, twice and out of order get the same board', {
  timeout: 30_000 + SEEDS * 4_000,
}, async () => {
  const seed = announcedSeed('scrambled');
  // All connections come from one address, and far more often than people's do.
  const env = {
    LIMIT_BOARDS_PER_HOUR: '10000',
    LIMIT_HANDSHAKES_PER_SECOND: '10000',
    LIMIT_HANDSHAKE_BURST: '10000',
    LIMIT_ANSWERS_PER_SECOND: '1000',
    LIMIT_ANSWER_BURST: '1000',
  };
  const server = await serverInProcess({ env });
  const done: Scrambled = { passed: 0, twice: 0, delayed: 0, overtaken: 0, cuts: 0, stale: 0 };
  for (let i = 0; i < SEEDS; i += AT_ONCE) {
    const seeds = Array.from({ length: Math.min(AT_ONCE, SEEDS - i) }, (_, n) => seed + i + n);
    await Promise.all(
      seeds.map((one) =>
        run(server, new Random(one), done).catch((error: unknown) => {
          throw failsWith('scrambled', one, error);
        }),
      ),
    );
  }
  console.info(JSON.stringify({ seeds: SEEDS, ...done }));
  for (const many of [done.passed, done.twice, done.delayed]) expect(many).toBeGreaterThan(SEEDS * 20);
  for (const some of [done.overtaken, done.cuts, done.stale]) expect(some).toBeGreaterThan(SEEDS);
});

async function run(server: TestServer, random: Random, done: Scrambled): Promise<void> {
  const { id, facilitator } = await createBoard(server.url);
  const wires = await Promise.all(Array.from({ length: MEMBERS }, () => ScramblingWire.to(server.url, random, done)));
  const members = wires.map(({ url }) => {
    const doc = createBoardDoc();
    doc.clientID = random.clientId();
    return new ReturningMember({ url: () => url, boardId: id, token: facilitator, doc });
  });
  const editors = members.map(({ doc }, i) => new Member(doc, i, random, false));
  await vi.waitUntil(() => members.every(({ doc }) => readBoard(doc).regions.size > 0), WAIT);
  for (let i = 0; i < EDITS; i++) {
    random.pick(editors).edit();
    if (i % 4 === 0) await new Promise((resolve) => setTimeout(resolve, random.below(4)));
  }
  for (const wire of wires) wire.heal();
  const [first] = members as [ReturningMember, ...ReturningMember[]];
  await vi.waitUntil(() => members.every((one) => one.synced && one.saved && sameState(one.doc, first.doc)), WAIT);
  const log = createBoardDoc();
  for (const update of (await server.storage.log.load(id as BoardId)).updates) Y.applyUpdate(log, update);
  const newcomer = new SyncClient(server.url, id, facilitator);
  await newcomer.until(() => newcomer.synced);
  const docs = [...members, newcomer, { doc: log }].map(({ doc }) => doc);
  for (const doc of docs) {
    expect(doc.store.pendingStructs).toBeNull();
    expect(sameState(doc, first.doc)).toBe(true);
    expect(plain(readBoard(doc))).toEqual(plain(readBoard(first.doc)));
  }
  for (const member of members) expect(member.closes.filter((code) => code >= 4000)).toEqual([]);
  await Promise.all([newcomer.close(), ...members.map((member) => member.leave())]);
  await Promise.all(wires.map((wire) => wire.close()));
}

const WAIT = { timeout: 20_000, interval: 10 };
