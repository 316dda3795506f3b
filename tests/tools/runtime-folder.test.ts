import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const TOOL = fileURLToPath(new URL('../../tools/runtime-folder.mjs', import.meta.url));

test('the runtime folder holds all that a server needs, and none of the client’s packages', {
  timeout: 60_000,
}, async () => {
  // Outside the repository: inside it Node would find what is missing in the project's own node_modules.
  const scratch = await mkdtemp(join(tmpdir(), 'veivalg-runtime-'));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const folder = join(scratch, 'app');
  execFileSync(process.execPath, [TOOL, folder]);
  const packages = await readdir(join(folder, 'node_modules'));
  expect(packages).toContain('yjs');
  expect(packages.filter((name) => ['@tldraw', 'react', 'vite'].includes(name))).toEqual([]);

  const { url, stop } = await startIn(folder, join(scratch, 'data'));
  const board = await call(url, 'POST', '/api/boards', '', { templates: ['alternativer'], title: 'Prøve' });
  const { id, links } = (await board.json()) as { id: string; links: { viewer: string } };
  const token = links.viewer.split('#')[1] ?? '';
  // A thread of its own, with a program of its own, makes the file.
  expect((await call(url, 'GET', `/api/boards/${id}/export?format=xlsx`, token)).status).toBe(200);
  expect((await call(url, 'GET', '/', '')).status).toBe(200);
  expect(await stop()).toBe(0);

  const backup = join(scratch, 'backup.tar');
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: join(scratch, 'data') };
  execFileSync(process.execPath, ['dist/server/backup.js', backup], { cwd: folder, env });
  const restored = { ...env, DATA_DIR: join(scratch, 'restored') };
  const told = execFileSync(process.execPath, ['dist/server/restore.js', backup], { cwd: folder, env: restored });
  expect(told.toString()).toMatch(/^1 boards are in /);
});

async function startIn(folder: string, dataDir: string) {
  const server = spawn(process.execPath, ['dist/server/main.js'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', PORT: '0', LOG_LEVEL: 'error', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  const exited = once(server, 'exit') as Promise<[number | null]>;
  const ready = once(createInterface(server.stdout), 'line') as Promise<[string]>;
  const [line] = await Promise.race([ready, exited]);
  const url = String(line).split(' ').at(-1) ?? '';
  expect(url, `it ended with ${line}`).toMatch(/^http:/);
  return {
    url,
    stop: async () => {
      server.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

function call(url: string, method: string, path: string, token: string, body?: unknown): Promise<Response> {
  return fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
