import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../sync-server/config.ts';
import { call, createBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer, tryStartServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

async function refusal(dataDir: string, env: Record<string, string> = {}): Promise<string> {
  const started = await tryStartServer(dataDir, env);
  if (!('sentence' in started)) {
    await started.end('SIGKILL');
    throw new Error('the server started');
  }
  expect(started.code).toBe(1);
  expect(started.sentence.split('\n')).toHaveLength(1);
  return started.sentence;
}

test.each([
  [{ PORT: 'abc' }, 'PORT'],
  [{ PORT: '70000' }, 'PORT'],
  [{ HOST: '0.0.0.0' }, 'ADMIN_TOKEN'],
  [{ ADMIN_TOKEN: 'short' }, 'ADMIN_TOKEN'],
  [{ PUBLIC_URL: 'https://x.no/path' }, 'PUBLIC_URL'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ TRUST_PROXY: 'maybe' }, 'TRUST_PROXY'],
  [{ LIMIT_FRAME_BYTES: '-1' }, 'LIMIT_FRAME_BYTES'],
  [{ LIMIT_FRAMES: '1' }, 'LIMIT_FRAMES'],
  [{ VEIVALG_PORT: '1' }, 'VEIVALG_PORT'],
  [{ DATABASE_URL: 'postgres://x' }, 'DATABASE_URL'],
])('refuses the environment %o with a sentence that names the variable', (env, name) => {
  expect(() => readConfig(env)).toThrow(name);
});

test('accepts a HOST other than loopback if ADMIN_TOKEN is set', () => {
  expect(readConfig({ HOST: '0.0.0.0', ADMIN_TOKEN: 'a-secret-of-16-or-more' }).host).toBe('0.0.0.0');
});

test('says in one sentence why it cannot start', async () => {
  const folder = await temporaryFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await new Promise((done) => taken.once('listening', done));
  const address = taken.address();
  const port = String(typeof address === 'object' && address !== null ? address.port : 0);
  expect(await refusal(join(folder, 'a'), { PORT: port })).toContain(`Port ${port} is taken`);
  expect(await refusal(join(folder, 'a'), { PORT: 'x' })).toContain('PORT');
  await writeFile(join(folder, 'file'), '');
  expect(await refusal(join(folder, 'file'))).toContain('cannot be written');
  const templates = join(folder, 'b', 'templates');
  await mkdir(templates, { recursive: true });
  await writeFile(
    join(templates, 'min-mal.json'),
    JSON.stringify({ id: 'min-mal', version: 1, title: { nb: 'x', nn: 'x' } }),
  );
  const sentence = await refusal(join(folder, 'b'));
  expect(sentence).toContain('min-mal.json');
  expect(sentence).toContain('title.en');
  await mkdir(join(folder, 'c'));
  await writeFile(join(folder, 'c', 'version'), '99\n');
  expect(await refusal(join(folder, 'c'))).toContain('version 99');
  await mkdir(join(folder, 'd'));
  await writeFile(join(folder, 'd', 'catalog.json'), 'nonsense');
  expect(await refusal(join(folder, 'd'))).toContain('catalog');
  expect(await readFile(join(folder, 'd', 'catalog.json'), 'utf8')).toBe('nonsense');
  await chmod(join(folder, 'd'), 0o700);
});

/** What the tests' own server is made of, helpers/faulty-server; an argument of the journal remains. */
const TRACES = /DISK_FAULT|FAIL_POINT|FOLDER_STEP\b|faultyDisk|injected by a test|SIGKILL/;

test('the shipped server has no way to make it fail', async () => {
  const built = new URL('../../dist/server/', import.meta.url);
  const names = await readdir(built, { recursive: true });
  const programs = await Promise.all(
    names.filter((name) => name.endsWith('.js')).map((name) => readFile(new URL(name, built), 'utf8')),
  );
  expect(programs.some((text) => text.includes('Veivalg listening on'))).toBe(true);
  for (const text of programs) expect(text).not.toMatch(TRACES);
});

test('refuses to start on a data folder in use, but starts on one whose process was killed', async () => {
  const folder = await temporaryFolder();
  const first = await startServer(folder);
  expect(await refusal(folder)).toContain('in use by process');
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  await first.end('SIGKILL');
  const second = await startServer(folder);
  expect(await second.end('SIGTERM')).toBe(0);
});

test('stores everything on SIGTERM, closes members with 1012 and exits with 0', async () => {
  const folder = await temporaryFolder();
  const server = await startServer(folder);
  const board = await createBoard(server.url);
  const member = new SyncClient(server.url, board.id, board.participant);
  await member.until(() => member.synced);
  const api = (url: string) => `${url}/api/boards/${board.id}`;
  const outline = await (await call(`${api(server.url)}/outline`, board.viewer)).json();
  const regionId = outline.sections[0].regions[0].id;
  const added = await call(`${api(server.url)}/notes`, board.participant, 'POST', {
    id: 'n1',
    regionId,
    text: 'Blir med',
  });
  expect(added.status).toBe(201);
  expect(await server.end('SIGTERM')).toBe(0);
  await member.until(() => member.closed !== null);
  expect(member.closed).toBe(1012);
  const again = await startServer(folder);
  const after = await (await call(`${api(again.url)}/outline`, board.viewer)).text();
  expect(after).toContain('Blir med');
  expect(await again.end('SIGINT')).toBe(0);
});
