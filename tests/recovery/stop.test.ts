/**
 * Reliability row 23: SIGTERM under load. Asserts that what has arrived is stored, that sessions are closed with 1012,
 * that the process exits with 0 within 10 s, and that nothing that was saved or seen is missing afterwards.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Load } from '../helpers/load.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';

const STOPS = rounds(3, 20);
const BOARDS = 8;

test('SIGTERM under load loses nothing, closes with 1012 and exits with 0 within 10 s', {
  timeout: STOPS * 20_000,
}, async () => {
  const random = new Random(announcedSeed('stop'));
  const dataDir = await temporaryFolder();
  let server = await startServer(dataDir);
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(server.url));
  const load = new Load(boards, 2);
  let slowestMs = 0;
  for (let round = 0; round < STOPS; round++) {
    const members = await load.join(server.url, boards.slice(0, 1 + random.below(BOARDS)));
    await load.write(members, String(round), 200 + random.below(1800), async () => {
      await wait(100 + random.below(400));
      const start = performance.now();
      expect(await server.end('SIGTERM')).toBe(0);
      slowestMs = Math.max(slowestMs, performance.now() - start);
    });
    for (const { client } of members) expect(client.closed).toBe(1012);
    server = await startServer(dataDir);
  }
  for (const { client } of await load.join(server.url, boards)) await client.close();
  await server.end('SIGTERM');
  console.info(`stops ${STOPS}, slowest ${slowestMs.toFixed(0)} ms, notes ${JSON.stringify(load.done)}`);
  expect(slowestMs).toBeLessThanOrEqual(10_000);
  expect(load.done.saved).toBeGreaterThan(STOPS * 20);
});
