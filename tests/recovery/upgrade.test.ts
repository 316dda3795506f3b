/**
 * Reliability row 16: a data folder or a board of an older version is brought up to date, also when the process is
 * killed in the middle; a folder or a board of a newer version is refused and not changed. No version has had a
 * successor yet, so the tests hand in a step of their own (helpers/faulty-server/folder-step.ts) and a migration.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId } from '#board/ids';
import { root } from '#board/records';
import type { Migration } from '#board/schema/migrations';
import { UpgradeFailed } from '../../sync-server/storage/embedded/folder-version.ts';
import { openDataFolder } from '../../sync-server/storage/embedded/open-data-folder.ts';
import { contentOf } from '../helpers/data-folders.ts';
import { makeOlder, STEP_POINTS, stepToVersion2 } from '../helpers/faulty-server/folder-step.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, createBoard, serverInProcess, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { killDuringStart, startServer, tryStartServer } from '../helpers/server-process.ts';

const POINTS = [...STEP_POINTS, 'upgrade.beforeVersion'];
const RANDOM_KILLS = rounds(0, 40);
const NAMES = ['blobs', 'catalog.json', 'catalog.json.bak', 'log', 'records', 'version', 'working'];
const unexpected = (sentence: string) => expect.unreachable(sentence);

interface OlderFolder {
  readonly dataDir: string;
  readonly boards: readonly TestBoard[];
  /** What the boards read as. */
  readonly outlines: readonly unknown[];
}

/** A folder of version 1, with three boards that a server made and wrote to. */
async function olderFolder(): Promise<OlderFolder> {
  const dataDir = await temporaryFolder();
  const server = await serverInProcess({ dataDir, env: { LIMIT_LOG_ENTRIES: '4' } });
  const boards: TestBoard[] = [];
  for (const title of ['Ny arbeidsform', 'Felles vaktordning', 'Tom tavle']) {
    const board = await createBoard(server.url, { title });
    boards.push(board);
    const [first] = await outlinesOf(server.url, [board]);
    const regionId = (first as Outline).sections[0]?.regions[0]?.id;
    for (let n = 0; n < 6 && title !== 'Tom tavle'; n++)
      await writeNote(server.url, board, regionId, `Lapp ${n}: æøå 🙂`);
  }
  const outlines = await outlinesOf(server.url, boards);
  await server.stop();
  await makeOlder(dataDir);
  return { dataDir, boards, outlines };
}

interface Outline {
  readonly sections: readonly { readonly regions: readonly { readonly id: string }[] }[];
}

function outlinesOf(url: string, boards: readonly TestBoard[]): Promise<unknown[]> {
  return Promise.all(
    boards.map(async ({ id, viewer }) => (await call(`${url}/api/boards/${id}/outline`, viewer)).json()),
  );
}

async function writeNote(url: string, { id, participant }: TestBoard, regionId: unknown, text: string): Promise<void> {
  const reply = await call(`${url}/api/boards/${id}/notes`, participant, 'POST', { regionId, text });
  expect(reply.status).toBe(201);
}

test('row 16: an older folder is brought up to date once, and its boards are as they were', async () => {
  const { dataDir, boards, outlines } = await olderFolder();
  const warnings: string[] = [];
  const steps = [stepToVersion2()];
  const storage = await openDataFolder(dataDir, (sentence) => warnings.push(sentence), { steps });
  expect(storage.damages).toEqual([]);
  await storage.close();
  expect(warnings).toEqual(['the data folder is being brought from version 1 to version 2']);
  expect(await readFile(join(dataDir, 'version'), 'utf8')).toBe('2\n');
  await (await openDataFolder(dataDir, unexpected, { steps })).close();

  const server = await startServer(dataDir, { FOLDER_STEP: 'yes' });
  expect(await outlinesOf(server.url, boards)).toEqual(outlines);
  expect(await server.end('SIGTERM')).toBe(0);
});

test('row 16: steps are taken in order, each version is on disk before the next step, and none is taken twice', async () => {
  const dataDir = await temporaryFolder();
  await (await openDataFolder(dataDir, unexpected)).close();
  const taken: string[] = [];
  const steps = [2, 3, 4].map((to) => ({
    to,
    run: async () => void taken.push(`${to} on ${(await readFile(join(dataDir, 'version'), 'utf8')).trim()}`),
  }));
  await (await openDataFolder(dataDir, () => undefined, { steps: steps.slice(0, 1) })).close();
  await (await openDataFolder(dataDir, () => undefined, { steps })).close();
  expect(taken).toEqual(['2 on 1', '3 on 2', '4 on 3']);
});

test('row 16: a new folder has the newest version, and no step is taken', async () => {
  const dataDir = await temporaryFolder();
  await (await openDataFolder(dataDir, unexpected, { steps: [stepToVersion2()] })).close();
  expect(await readFile(join(dataDir, 'version'), 'utf8')).toBe('2\n');
});

test('row 16: a step that cannot be taken stops the start, and the version stays', async () => {
  const { dataDir } = await olderFolder();
  const before = await contentOf(dataDir);
  const steps = [{ to: 2, run: () => Promise.reject(new UpgradeFailed('there is too much of it')) }];
  await expect(openDataFolder(dataDir, () => undefined, { steps })).rejects.toBeInstanceOf(UpgradeFailed);
  expect(await contentOf(dataDir)).toEqual(before);
});

test('row 16: a kill at any point of a step makes the next start take it again', {
  timeout: 60_000 + RANDOM_KILLS * 6_000,
}, async () => {
  const random = new Random(announcedSeed('upgrade'));
  const kills = [...POINTS, ...Array<null>(RANDOM_KILLS).fill(null)];
  for (const point of kills) {
    const { dataDir, boards, outlines } = await olderFolder();
    const env = { FOLDER_STEP: 'yes' };
    if (point === null) await killDuringStart(dataDir, env, random.below(600));
    else {
      const ended = await tryStartServer(dataDir, { ...env, FAIL_POINT: point });
      expect(ended, `killed at ${point}`).toEqual({ code: null, sentence: '' });
      expect(await readFile(join(dataDir, 'version'), 'utf8')).toBe('1\n');
    }
    const server = await startServer(dataDir, env);
    expect(await outlinesOf(server.url, boards), `${point}`).toEqual(outlines);
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'ok', damaged: [] });
    await server.end('SIGTERM');
    expect((await readdir(dataDir)).sort()).toEqual(NAMES);
    expect(await readFile(join(dataDir, 'version'), 'utf8')).toBe('2\n');
  }
  console.info(`upgrades killed ${kills.length}, recovered ${kills.length}`);
});

test('row 16: a folder of a newer version is refused with both versions named, and no byte is changed', async () => {
  const { dataDir } = await olderFolder();
  await writeFile(join(dataDir, 'version'), '99\n');
  await writeFile(join(dataDir, 'catalog.json.tmp-1-1'), 'left by a crash of the newer version');
  const before = await contentOf(dataDir);
  const refusal = await tryStartServer(dataDir);
  expect('sentence' in refusal && refusal.sentence).toBe(
    `The data folder ${dataDir} was written by a newer version of Veivalg (it has version 99, this server knows 1): use that version. Nothing was changed.`,
  );
  expect(await contentOf(dataDir)).toEqual(before);
});

const RENAMES: Migration = {
  to: 2,
  title: 'titles end in a full stop',
  migrate: (doc) => void root(doc, 'meta').set('title', `${String(root(doc, 'meta').get('title'))}.`),
};

test('row 16: an older board is migrated once, logged like any edit, and its snapshots are migrated when restored', async () => {
  const dataDir = await temporaryFolder();
  const older = await serverInProcess({ dataDir });
  const board = await createBoard(older.url, { title: 'Vakt' });
  const snapshot = await call(`${older.url}/api/boards/${board.id}/snapshots`, board.facilitator, 'POST', {
    name: 'x',
  });
  const { id: snapshotId } = await snapshot.json();
  const before = await older.storage.log.load(board.id as BoardId);
  await older.stop();

  for (let start = 1; start <= 2; start++) {
    const newer = await serverInProcess({ dataDir, wrapParts: (parts) => ({ ...parts, migrations: [RENAMES] }) });
    expect((await (await call(`${newer.url}/api/boards/${board.id}`, board.viewer)).json()).title).toBe('Vakt.');
    const after = await newer.storage.log.load(board.id as BoardId);
    expect(after.seq, `start ${start}`).toBe(before.seq + 1);
    expect(metaOf(after.updates)).toMatchObject({ title: 'Vakt.', schemaVersion: 2 });
    if (start === 2) {
      const path = `${newer.url}/api/boards/${board.id}/snapshots/${snapshotId}/restore`;
      expect((await call(path, board.facilitator, 'POST')).status).toBe(200);
      const restored = await newer.storage.log.load(board.id as BoardId);
      expect(metaOf(restored.updates)).toMatchObject({ title: 'Vakt.', schemaVersion: 2 });
    }
    await newer.stop();
  }

  // The same board under the program that knows no migration: see also tests/server/newer-client.test.ts.
  const again = await serverInProcess({ dataDir });
  expect((await call(`${again.url}/api/boards/${board.id}`, board.viewer)).status).toBe(503);
});

function metaOf(updates: readonly Uint8Array[]): unknown {
  const doc = createBoardDoc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return root(doc, 'meta').toJSON();
}
