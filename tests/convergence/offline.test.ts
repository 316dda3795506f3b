/**
 * Models a member who goes offline, makes 2,000 edits and comes back, while the others keep editing. Asserts that
 * everything merges within 5 s and that nothing is shown as saved before it is in the log (reliability row 19). That
 * edits survive closing the tab is tested in a browser: tests/journeys/offline-and-back.spec.ts.
 */
import { expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId } from '#board/ids';
import { readBoard } from '#board/reading/read-board';
import { plain, texts } from '../board/helpers.ts';
import { Member } from '../board/random-edits.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { rounds } from '../helpers/rounds.ts';
import { sameState } from '../helpers/same-state.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { createBoard, serverInProcess } from '../helpers/server-in-process.ts';

const ROUNDS = rounds(1, 20);
const OFFLINE_EDITS = 2000;
const MEANWHILE = 300;

test('2,000 edits made offline merge within 5 s and are shown as saved only when they are', {
  timeout: ROUNDS * 60_000,
}, async () => {
  const random = new Random(announcedSeed('offline'));
  const server = await serverInProcess();
  let slowestMs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { id, facilitator } = await createBoard(server.url);
    const members = [0, 1, 2].map(() => {
      const doc = createBoardDoc();
      doc.clientID = random.clientId();
      return new ReturningMember({ url: () => server.url, boardId: id, token: facilitator, doc });
    });
    onTestFinished(async () => void (await Promise.all(members.map((member) => member.leave()))));
    const [away, ...others] = members as [ReturningMember, ...ReturningMember[]];
    const editors = members.map(({ doc }, i) => new Member(doc, i, random, false));
    for (const member of members) await member.until(() => member.saved);

    await away.leave();
    const edits = count(away.doc);
    for (let i = 0; edits() < OFFLINE_EDITS; i++) {
      editors[0]?.edit();
      if (i % Math.floor(OFFLINE_EDITS / MEANWHILE) === 0) editors[1 + random.below(2)]?.edit();
    }
    for (const member of others) await member.until(() => member.saved);
    expect(away.status.read()).toMatchObject({ kind: 'offline', unsaved: edits() });
    const written = Y.encodeStateVector(away.doc);

    const start = performance.now();
    const early: string[] = [];
    away.status.subscribe(() => {
      // Whenever the edits are shown as saved, the log must hold every struct that was written offline.
      if (away.saved) void holds(written).then((inLog) => inLog || early.push('shown as saved too early'));
    });
    away.comeBack();
    await away.until(() => away.saved);
    await vi.waitUntil(() => members.every(({ doc }) => sameState(doc, away.doc)), { timeout: 30_000, interval: 5 });
    slowestMs = Math.max(slowestMs, performance.now() - start);

    const log = await logged();
    expect(early).toEqual([]);
    for (const { doc } of [...members, { doc: log }]) {
      expect(plain(readBoard(doc))).toEqual(plain(readBoard(away.doc)));
      expect(doc.store.pendingStructs).toBeNull();
    }
    expect(texts(log).join('').length).toBeGreaterThan(OFFLINE_EDITS / 4);

    async function logged(): Promise<Y.Doc> {
      const doc = createBoardDoc();
      for (const update of (await server.storage.log.load(id as BoardId)).updates) Y.applyUpdate(doc, update);
      return doc;
    }
    async function holds(stateVector: Uint8Array): Promise<boolean> {
      const doc = await logged();
      const wanted = Y.decodeStateVector(stateVector);
      return [...wanted].every(([client, clock]) => Y.getState(doc.store, client) >= clock);
    }
  }
  console.info(`rounds ${ROUNDS}, slowest ${slowestMs.toFixed(0)} ms`);
  expect(slowestMs).toBeLessThanOrEqual(5000);
});

/** Counts the edits that are made in a document itself, from now on. */
function count(doc: Y.Doc): () => number {
  let edits = 0;
  doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (local) edits += 1;
  });
  return () => edits;
}
