/**
 * Makes a fixture of a data folder as the version of Veivalg that is built here writes it, for the tests of upgrades:
 *
 *     npm run build && node tools/data-fixture.mjs tests/recovery/fixtures/data-v<version>.json.gz
 *
 * One gzipped JSON file: every file of the folder in base64, and of each board its tokens, outline, snapshots and
 * picture as the server gave them. Run it once before the folder's version is raised; a fixture is never made again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('tell where to write the fixture');
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-fixture-'));
const server = spawn(process.execPath, [fileURLToPath(new URL('../dist/server/main.js', import.meta.url))], {
  // A short log, so that one board's is folded into a checkpoint.
  env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'error', DATA_DIR: dataDir, LIMIT_LOG_ENTRIES: '30' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(createInterface(server.stdout), 'line');
const url = line.split(' ').at(-1);

const boards = [];
for (const [title, notes] of [
  ['Ny arbeidsform', 5],
  ['Felles vaktordning', 60],
  ['Tavle som er slettet', 2],
  ['Tom tavle', 0],
]) {
  const { id, links } = await call('POST', '/api/boards', '', {
    templates: ['alternativer', 'robuste-fagmiljo'],
    title,
    alternatives: [{ title: 'Digital økt' }, { title: 'Som i dag', isNull: true }],
  });
  const tokens = Object.fromEntries(Object.entries(links).map(([role, link]) => [role, link.split('#')[1]]));
  const { sections } = await call('GET', `/api/boards/${id}/outline`, tokens.viewer);
  const regions = sections.flatMap((section) => section.regions);
  for (let n = 0; n < notes; n++) {
    const body = { id: `note-${n}-aaaaaaaaaaaa`, regionId: regions[n % regions.length].id, text: `Lapp ${n}: æøå 🙂` };
    await call('POST', `/api/boards/${id}/notes`, tokens.participant, body);
    if (n === 2) await call('POST', `/api/boards/${id}/snapshots`, tokens.facilitator, { name: 'Før pausen' });
  }
  const { id: image } = await call('POST', `/api/boards/${id}/images`, tokens.participant, PICTURE);
  if (title.includes('slettet')) {
    await call('DELETE', `/api/boards/${id}`, tokens.facilitator);
    boards.push({ id, tokens, deleted: true });
    continue;
  }
  await call('DELETE', `/api/boards/${id}/invites/participant`, tokens.facilitator);
  const outline = await call('GET', `/api/boards/${id}/outline`, tokens.viewer);
  const { snapshots } = await call('GET', `/api/boards/${id}/snapshots`, tokens.viewer);
  boards.push({ id, tokens, deleted: false, outline, snapshots, image, picture: PICTURE.toString('base64') });
}

server.kill('SIGTERM');
await once(server, 'exit');
const files = {};
for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  files[relative(dataDir, path)] = (await readFile(path)).toString('base64');
}
await rm(dataDir, { recursive: true });
await writeFile(target, gzipSync(JSON.stringify({ files, boards }), { level: 9 }));
process.stdout.write(`${Object.keys(files).join('\n')}\n`);

async function call(method, path, token, body) {
  const type = Buffer.isBuffer(body) ? 'image/png' : 'application/json';
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) },
    body: body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}
