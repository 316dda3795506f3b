/**
 * What is modelled: a data folder of an older version under this server, also killed in the middle of its upgrade or
 * damaged, and a folder of a newer one. What is told: every board is as it was, nothing is taken from the old log, and a
 * newer folder is not touched.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { moveNote } from '#board/note';
import { propertiesOf, root } from '#board/records';
import { SCHEMA_VERSION } from '#board/schema/schema-version';
import type { Outline } from '#protocol/http-api';
import { contentOf, type FixtureBoard, unpackFixture } from '../helpers/data-folders.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer, tryStartServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

/** By the version of the folder. Each also holds boards of the schema of its day. */
const FIXTURES = { 1: 'data-v1.json.gz', 2: 'data-v2.json.gz' };
const NEWEST = 2;
const POINTS = ['logWritten', 'logNamed', 'oldMoved', 'newMoved', 'beforeVersion'];
const RANDOM_KILLS = rounds(0, 40);

/** Holds a server against what the fixture's own server said. Returns how many notes were compared. */
async function expectAsBefore(url: string, boards: readonly FixtureBoard[]): Promise<number> {
  let notes = 0;
  for (const { id, tokens, deleted, outline, snapshots = [], image, picture = '' } of boards) {
    const api = `${url}/api/boards/${id}`;
    const get = (path: string, token = tokens.viewer) => call(api + path, token);
    if (deleted) {
      expect((await get('/outline')).status).toBe(410);
      continue;
    }
    const found = await (await get('/outline')).json();
    // Later versions may tell more of a board, never less.
    expect(found).toMatchObject(outline ?? {});
    notes += JSON.stringify(outline).split('"author"').length - 1;
    expect((await get('/outline', tokens.participant)).status).toBe(401);
    expect((await get('/outline', tokens.facilitator)).status).toBe(200);
    // Version 1 told times as numbers.
    const told = snapshots.map((one) => ({ ...one, createdAt: new Date(one.createdAt).toISOString() }));
    expect(await (await get('/snapshots')).json()).toEqual({ snapshots: told });
    for (const { id: snapshot, bytes } of snapshots) {
      expect((await (await get(`/snapshots/${snapshot}/document`)).arrayBuffer()).byteLength).toBe(bytes);
    }
    expect(Buffer.from(await (await get(`/images/${image}`)).arrayBuffer()).toString('base64')).toBe(picture);
  }
  return notes;
}

test('row 16: every released version of the folder is brought up to date, and its boards are as they were', {
  timeout: 60_000,
}, async () => {
  await Promise.all(Object.entries(FIXTURES).map(([version, fixture]) => expectToOpen(Number(version), fixture)));
});

async function expectToOpen(version: number, fixture: string): Promise<void> {
  const dataDir = await temporaryFolder();
  const boards = await unpackFixture(fixture, dataDir);
  const before = await contentOf(join(dataDir, 'log'));
  const server = await startServer(dataDir);
  expect(await expectAsBefore(server.url, boards), fixture).toBeGreaterThan(60);
  expect(await (await fetch(`${server.url}/readyz`)).json(), fixture).toMatchObject({ status: 'ok', damaged: [] });
  if (version === 1) expect((await contentOf(join(dataDir, 'log-v1')))['data.mdb']).toBe(before['data.mdb']);
  expect(await readFile(join(dataDir, 'version'), 'utf8')).toBe(`${NEWEST}\n`);
  const [{ id, tokens, outline } = expect.unreachable('the fixture has no boards')] = boards;
  const regionId = outline?.sections[0]?.regions[0]?.id;
  const note = { id: 'new-aaaaaaaaaaaaaaaaaaa', regionId, text: 'Etter oppgraderingen' };
  expect((await call(`${server.url}/api/boards/${id}/notes`, tokens.facilitator, 'POST', note)).status).toBe(201);
  const moved = await moveTwo(server.url, id, tokens.facilitator, regionId as RegionId);
  await server.end('SIGKILL');
  const again = await startServer(dataDir);
  const after = await (await call(`${again.url}/api/boards/${id}/outline`, tokens.viewer)).text();
  expect(after, fixture).toContain('Etter oppgraderingen');
  const notes = (JSON.parse(after) as Outline).sections[0]?.regions[0]?.notes;
  for (const one of moved) expect(notes, fixture).toContainEqual(expect.objectContaining(one));
  await again.end('SIGTERM');
}

/** Moves a note as members do now, and one as members of schema 1 did, who may come back with what they did offline. */
async function moveTwo(url: string, boardId: string, token: string, regionId: RegionId) {
  const member = new SyncClient(url, boardId, token);
  await member.until(() => member.synced);
  expect(root(member.doc, 'meta').get('schemaVersion')).toBe(SCHEMA_VERSION);
  const [one, other] = [...root(member.doc, 'notes').keys()] as [NoteId, NoteId];
  moveNote(member.doc, one, { regionId, order: 'a0V' });
  propertiesOf(member.doc, 'notes', other)?.set('place', { region: regionId, order: 'a0W' });
  await member.until(() => member.saved === member.sent);
  await member.close();
  return [
    { id: one, order: 'a0V' },
    { id: other, order: 'a0W' },
  ];
}

test('row 16: a kill at any point of the upgrade recovers at the next start', {
  timeout: 60_000 + RANDOM_KILLS * 6_000,
}, async () => {
  const random = new Random(announcedSeed('upgrade'));
  let killed = 0;
  const kills = [...POINTS.map((point) => ({ FAIL_POINT: `upgrade.${point}` })), ...Array(RANDOM_KILLS).fill({})];
  for (const env of kills) {
    const dataDir = await temporaryFolder();
    const boards = await unpackFixture('data-v1.json.gz', dataDir);
    const signal = await killedAtStart(dataDir, env, 150 + random.below(600));
    if (signal === 'SIGKILL') killed += 1;
    if ('FAIL_POINT' in env) expect(signal, JSON.stringify(env)).toBe('SIGKILL');
    const server = await startServer(dataDir);
    expect(await expectAsBefore(server.url, boards), JSON.stringify(env)).toBeGreaterThan(60);
    await server.end('SIGTERM');
    expect((await readdir(dataDir)).sort()).toEqual(
      ['blobs', 'catalog.json', 'catalog.json.bak', 'log', 'log-v1', 'records', 'version'].sort(),
    );
  }
  expect(killed).toBeGreaterThanOrEqual(POINTS.length);
  console.info(`upgrades killed ${killed}, recovered ${killed}`);
});

test('row 16: a folder of a newer version is refused with both versions named, and not one byte is touched', async () => {
  const dataDir = await temporaryFolder();
  await unpackFixture('data-v1.json.gz', dataDir);
  await writeFile(join(dataDir, 'version'), '99\n');
  await writeFile(join(dataDir, 'catalog.json.tmp-1-1'), 'what a crash of the newer version left');
  const before = await contentOf(dataDir);
  const refusal = await tryStartServer(dataDir);
  expect('sentence' in refusal && refusal.sentence).toBe(
    `The data folder ${dataDir} was written by a newer version of Veivalg (it has version 99, this server knows ${NEWEST}): use that version. Nothing was changed.`,
  );
  expect(await contentOf(dataDir)).toEqual(before);
});

test('row 16: an old log that cannot be read stops the start with a sentence, wherever it is cut, and stays as it is', {
  timeout: 60_000,
}, async () => {
  const dataDir = await temporaryFolder();
  const boards = await unpackFixture('data-v1.json.gz', dataDir);
  const path = join(dataDir, 'log', 'data.mdb');
  const whole = await readFile(path);
  const cuts = [0, Math.floor(whole.length / 2), ...(rounds(1, 2) === 2 ? [100, 5_000] : [])];
  let refused = 0;
  for (const cut of cuts) {
    await truncate(path, cut);
    const started = await tryStartServer(dataDir);
    if ('sentence' in started) {
      expect(started.code).toBe(1);
      expect(started.sentence).toContain('log/data.mdb');
      expect(started.sentence.split('\n')).toHaveLength(1);
      refused += 1;
    } else {
      await started.end('SIGKILL');
      expect.unreachable(`a log cut at ${cut} was taken for whole`);
    }
    expect((await readFile(path)).length).toBe(cut);
    expect(await readFile(join(dataDir, 'version'), 'utf8')).toBe('1\n');
    await writeFile(path, whole);
  }
  expect(refused).toBe(cuts.length);
  const server = await startServer(dataDir);
  await expectAsBefore(server.url, boards);
  await server.end('SIGTERM');
});

test('row 16: a board that is damaged in the old log is left out by name, and all others are there', async () => {
  const dataDir = await temporaryFolder();
  const boards = await unpackFixture('data-v1.json.gz', dataDir);
  const [hit = expect.unreachable('the fixture has no boards'), ...others] = boards;
  const path = join(dataDir, 'log', 'data.mdb');
  const bytes = await readFile(path);
  // A letter of a note of that board alone, in one of its records.
  const text = Buffer.from(hit.outline?.board.title ?? '');
  let at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  for (; at >= 0; at = bytes.indexOf(text, at + 1)) bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const server = await startServer(dataDir, { LOG_LEVEL: 'warn' });
  await expectAsBefore(server.url, others);
  const answer = await call(`${server.url}/api/boards/${hit.id}/outline`, hit.tokens.viewer);
  expect(answer.status).toBe(503);
  expect(await server.end('SIGTERM')).toBe(0);
});

/** Starts a server and kills it after a while, unless it ends by itself before. Returns the signal that ended it. */
async function killedAtStart(dataDir: string, env: Record<string, string>, ms: number): Promise<NodeJS.Signals | null> {
  const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir, ...env },
    stdio: 'ignore',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 'FAIL_POINT' in env ? 30_000 : ms);
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return signal;
}
