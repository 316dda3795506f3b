/** Stored boards that would cost more than a process has. */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { call, createBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

test('a board of 1,500 items and 1,500 fields is read like any other, also after a restart', async () => {
  const dataDir = await temporaryFolder();
  let server = await startServer(dataDir);
  onTestFinished(() => void server.process.kill('SIGKILL'));
  const board = await createBoard(server.url, { alternatives: [] });
  const facilitator = new SyncClient(server.url, board.id, board.facilitator);
  onTestFinished(() => facilitator.close());
  await facilitator.until(() => facilitator.synced);
  facilitator.doc.transact(() => {
    const sections = [...facilitator.doc.getMap<Y.Map<unknown>>('sections')];
    const repeated = sections.find(([, section]) => section.get('per') === 'alternativ')?.[0];
    expect(repeated).toBeDefined();
    for (let i = 0; i < 1_500; i++) {
      facilitator.doc.getMap('items').set(`i${i}`, new Y.Map([['dimension', 'alternativ']]));
      facilitator.doc.getMap('fields').set(`f${i}`, new Y.Map([['section', repeated]]));
    }
  });
  await facilitator.until(() => facilitator.saved === facilitator.sent || facilitator.closed !== null);
  expect(facilitator.closed).toBe(null);
  await facilitator.close();
  for (let round = 0; round < 2; round++) {
    const api = `${server.url}/api/boards/${board.id}`;
    for (const path of ['', '/outline', '/export?format=json']) {
      expect((await call(`${api}${path}`, board.viewer)).status, path).toBe(200);
    }
    expect(await server.end('SIGKILL')).toBe(null);
    server = await startServer(dataDir);
  }
}, 120_000);
