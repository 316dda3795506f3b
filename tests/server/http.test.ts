import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { readBoard } from '#board/reading/read-board';
import { CLOSE_CODES } from '#protocol/close-codes';
import type { NoteReply, Outline, SnapshotReply } from '#protocol/http-api';
import { PROBLEMS } from '#protocol/problems';
import { SENTENCES } from '../../sync-server/http/sentences.ts';
import { call, createBoard, serverInProcess, type TestBoard } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

async function boardWithServer(env: Record<string, string> = {}) {
  const server = await serverInProcess({ env });
  const board = await createBoard(server.url);
  return { ...server, board, api: `${server.url}/api/boards/${board.id}` };
}

async function firstRegion(api: string, board: TestBoard): Promise<string> {
  const outline = (await (await call(`${api}/outline`, board.viewer)).json()) as Outline;
  return outline.sections[0]?.regions[0]?.id ?? '';
}

test('adds a note that is sent twice with one id only once, and replies with the stored note', async () => {
  const { api, board } = await boardWithServer();
  const regionId = await firstRegion(api, board);
  const send = (text: string) =>
    call(`${api}/notes`, board.participant, 'POST', { id: 'n-1', regionId, text, author: 'Kari' });
  const [first, again] = [await send('Først'), await send('Noe annet')];
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(((await again.json()) as NoteReply).text).toBe('Først');
  const outline = (await (await call(`${api}/outline?lang=nn`, board.viewer)).json()) as Outline;
  expect(outline.board.language).toBe('nn');
  expect(outline.sections[0]?.regions[0]?.notes.map((note) => [note.text, note.author])).toEqual([['Først', 'Kari']]);
});

test('adds one note for simultaneous requests with the same id', async () => {
  const { api, board } = await boardWithServer();
  const regionId = await firstRegion(api, board);
  const send = () => call(`${api}/notes`, board.participant, 'POST', { id: 'n-1', regionId, text: 'Samtidig' });
  const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 201]);
});

test('replies to errors with a stable code and a sentence in the reader’s language', async () => {
  const { url, api, board } = await boardWithServer({ LIMIT_NOTE_CHARACTERS: '10' });
  const regionId = await firstRegion(api, board);
  const problem = async (response: Response) => {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const { code, status, limit } = (await response.json()) as { code: string; status: number; limit?: string };
    expect(status).toBe(response.status);
    return limit === undefined ? [status, code] : [status, code, limit];
  };
  const post = (token: string, body: object) => call(`${api}/notes`, token, 'POST', body);
  expect(await problem(await post(board.viewer, { regionId, text: 'x' }))).toEqual([403, 'not-allowed']);
  expect(await problem(await post(board.participant, { regionId: 'nope', text: 'x' }))).toEqual([
    404,
    'unknown-region',
  ]);
  expect(await problem(await post(board.participant, { regionId, text: 'x'.repeat(11) }))).toEqual([
    413,
    'too-large',
    'noteCharacters',
  ]);
  expect(await problem(await post(board.participant, { regionId, text: ' ' }))).toEqual([400, 'bad-request']);
  expect(await problem(await call(`${url}/api/boards/${'x'.repeat(22)}`, board.viewer))).toEqual([401, 'no-invite']);
  expect(await problem(await call(api, 'x'.repeat(22)))).toEqual([401, 'no-invite']);
  expect(await problem(await fetch(`${url}/nowhere`))).toEqual([404, 'not-found']);
  expect(await problem(await call(`${url}/api/boards`, '', 'POST', { template: 'nope', title: 'T' }))).toEqual([
    400,
    'unknown-template',
  ]);
  expect(await problem(await call(`${api}/export?format=docx`, board.viewer))).toEqual([400, 'bad-request']);
  for (const language of ['nb', 'nn', 'en'] as const) {
    const answer = await call(api, 'wrong', 'GET', undefined, { 'accept-language': `${language}-XX,fr;q=0.5` });
    expect((await answer.json()).title).toBe(SENTENCES['no-invite'][language]);
  }
  expect(Object.keys(SENTENCES).sort()).toEqual(Object.keys(PROBLEMS).sort());
});

test('refuses notes on a full board and names the limit', async () => {
  const { api, board } = await boardWithServer({ LIMIT_RECORDS_PER_BOARD: '40' });
  const regionId = await firstRegion(api, board);
  let answer = await call(`${api}/notes`, board.participant, 'POST', { id: 'n0', regionId, text: 'x' });
  expect(answer.status).toBe(201);
  for (let i = 1; i < 40 && answer.status === 201; i++)
    answer = await call(`${api}/notes`, board.participant, 'POST', { id: `n${i}`, regionId, text: 'x' });
  expect([answer.status, (await answer.json()).limit]).toEqual([413, 'recordsPerBoard']);
  const again = await call(`${api}/notes`, board.participant, 'POST', { id: 'n0', regionId, text: 'x' });
  expect(again.status).toBe(200);
});

test('lets only the holder of ADMIN_TOKEN create boards, if it is set', async () => {
  const { url } = await serverInProcess({ env: { ADMIN_TOKEN: 'a-secret-of-16-or-more' } });
  const make = (token: string) => call(`${url}/api/boards`, token, 'POST', { template: 'alternativer', title: 'T' });
  expect((await make('wrong')).status).toBe(401);
  expect((await make('a-secret-of-16-or-more')).status).toBe(201);
});

test('closes the sessions of a replaced link with 4403 and refuses the link from then on', async () => {
  const { url, api, board } = await boardWithServer();
  const member = new SyncClient(url, board.id, board.participant);
  onTestFinished(() => member.close());
  await member.until(() => member.synced);
  const rotated = await call(`${api}/invites/participant`, board.facilitator, 'POST');
  const { link } = (await rotated.json()) as { link: string };
  expect(rotated.status).toBe(201);
  await member.until(() => member.closed !== null);
  expect(member.closed).toBe(4403);
  expect((await call(api, board.participant)).status).toBe(401);
  expect((await (await call(api, link.split('#')[1] ?? '')).json()).role).toBe('participant');
  expect((await call(`${api}/invites/participant`, board.facilitator, 'DELETE')).status).toBe(204);
  expect((await call(api, link.split('#')[1] ?? '')).status).toBe(401);
  expect((await call(`${api}/invites/viewer`, board.viewer, 'DELETE')).status).toBe(403);
});

test('closes the sessions of a deleted board with 4410, and says only to its links that it was deleted', async () => {
  const { url, api, board, storage } = await boardWithServer();
  const member = new SyncClient(url, board.id, board.viewer);
  onTestFinished(() => member.close());
  await member.until(() => member.synced);
  expect((await call(api, board.participant, 'DELETE')).status).toBe(403);
  expect((await call(api, board.facilitator, 'DELETE')).status).toBe(204);
  await member.until(() => member.closed !== null);
  expect(member.closed).toBe(4410);
  const late = new SyncClient(url, board.id, board.viewer);
  await late.until(() => late.closed !== null);
  expect(late.closed).toBe(4410);
  expect((await call(api, board.viewer)).status).toBe(410);
  expect((await call(api, 'x'.repeat(22))).status).toBe(401);
  expect((await storage.log.load(board.id as never)).seq).toBe(0);
});

test('keeps a snapshot unchanged while the board changes, and exports both as files', async () => {
  const { api, board } = await boardWithServer();
  const regionId = await firstRegion(api, board);
  await call(`${api}/notes`, board.participant, 'POST', { id: 'before', regionId, text: 'Før øyeblikksbildet' });
  const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'Etter økt 1' });
  expect(taken.status).toBe(201);
  const { id } = (await taken.json()) as SnapshotReply;
  expect((await call(`${api}/snapshots`, board.participant, 'POST', { name: 'x' })).status).toBe(403);
  await call(`${api}/notes`, board.participant, 'POST', { id: 'after', regionId, text: 'Etterpå' });
  const doc = createBoardDoc();
  const bytes = await (await call(`${api}/snapshots/${id}/document`, board.viewer)).arrayBuffer();
  Y.applyUpdate(doc, new Uint8Array(bytes));
  expect([...readBoard(doc).notes.keys()]).toContain('before');
  expect([...readBoard(doc).notes.keys()]).not.toContain('after');
  const md = await (await call(`${api}/export?format=md&snapshot=${id}`, board.viewer)).text();
  expect(md).toContain('Før øyeblikksbildet');
  expect(md).not.toContain('Etterpå');
  const xlsx = await call(`${api}/export?format=xlsx&lang=en`, board.viewer);
  expect(xlsx.headers.get('content-disposition')).toContain("filename*=UTF-8''Digital%20arbeids%C3%B8kt.xlsx");
  expect(
    Buffer.from(await xlsx.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  expect(await (await call(`${api}/export?format=json`, board.viewer)).json()).toBeTypeOf('object');
  const { snapshots } = await (await call(`${api}/snapshots`, board.viewer)).json();
  expect(snapshots.map((one: SnapshotReply) => one.name)).toEqual(['Etter økt 1']);
  expect((await call(`${api}/snapshots/${id}`, board.facilitator, 'DELETE')).status).toBe(204);
  expect((await call(`${api}/export?format=md&snapshot=${id}`, board.viewer)).status).toBe(404);
});

test('writes every time in a reply as ISO 8601 in UTC', async () => {
  const { api, board } = await boardWithServer();
  const regionId = await firstRegion(api, board);
  const isNow = (time: unknown) => {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.parse(String(time)) - Date.now())).toBeLessThan(60_000);
  };
  expect((await (await call(api, board.viewer)).json()).changedAt).toBe(null);
  isNow((await (await call(`${api}/notes`, board.participant, 'POST', { regionId, text: 'x' })).json()).createdAt);
  const { createdAt, changedAt } = await (await call(api, board.viewer)).json();
  isNow(createdAt);
  isNow(changedAt);
  const snapshot = await (await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'x' })).json();
  isNow(snapshot.createdAt);
  for (const path of ['', `/${snapshot.id}`]) {
    const reply = await (await call(`${api}/snapshots${path}`, board.viewer)).json();
    expect(path === '' ? reply.snapshots[0] : reply).toEqual(snapshot);
  }
  const { before } = await (await call(`${api}/snapshots/${snapshot.id}/restore`, board.facilitator, 'POST')).json();
  isNow(before.createdAt);
});

test('recognises a picture by its bytes and serves it with headers that keep scripts in it from running', async () => {
  const { api, board } = await boardWithServer({ LIMIT_IMAGE_BYTES: '1000' });
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);
  const put = (body: Buffer, token = board.participant) =>
    fetch(`${api}/images`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
    });
  const made = await put(png);
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const got = await call(`${api}/images/${id}`, board.viewer);
  expect(got.headers.get('content-type')).toBe('image/png');
  expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  expect(got.headers.get('content-security-policy')).toContain('sandbox');
  expect(Buffer.from(await got.arrayBuffer()).equals(png)).toBe(true);
  expect((await put(Buffer.from('<svg onload="alert(1)">'))).status).toBe(415);
  expect((await put(Buffer.concat([png, Buffer.alloc(2000)]))).status).toBe(413);
  expect((await put(png, board.viewer)).status).toBe(403);
});

test('lists every route in the OpenAPI description', async () => {
  const { url } = await serverInProcess();
  const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as { paths: Record<string, object> };
  const listed = Object.entries(paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const folder = fileURLToPath(new URL('../../sync-server/http', import.meta.url));
  let found = 0;
  for (const file of ['boards', 'notes', 'snapshots', 'restore', 'images', 'service']) {
    const source = await readFile(`${folder}/${file}.ts`, 'utf8');
    for (const [, method = '', path = ''] of source.matchAll(/app\.(get|post|delete)\(\s*'([^']+)'/g)) {
      found += 1;
      expect(listed).toContain(`${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
    }
  }
  expect(found).toBeGreaterThan(15);
});

test('describes every problem, every close code and the token of each route in OpenAPI', async () => {
  const { url } = await serverInProcess();
  const { info, paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
    info: { description: string };
    paths: Record<string, Record<string, { security: object[] }>>;
  };
  for (const [code, status] of Object.entries(PROBLEMS)) expect(info.description).toContain(`\`${code}\` (${status})`);
  for (const { code, meaning } of Object.values(CLOSE_CODES))
    expect(info.description).toContain(`- ${code}: ${meaning}`);
  expect(paths['/api/boards']?.post?.security).toEqual([{ admin: [] }, {}]);
  expect(paths['/api/boards/{id}/notes']?.post?.security).toEqual([{ invite: [] }]);
  expect(paths['/api/limits']?.get?.security).toEqual([]);
});

test('says in OpenAPI which role each call needs', async () => {
  const { url } = await serverInProcess();
  const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { description?: string; 'x-role'?: string }>>;
  };
  const roleOf = (method: string, path: string) => paths[path]?.[method]?.['x-role'];
  expect(roleOf('get', '/api/boards/{id}/outline')).toBe('viewer');
  expect(roleOf('post', '/api/boards/{id}/notes')).toBe('participant');
  expect(roleOf('delete', '/api/boards/{id}')).toBe('facilitator');
  expect(paths['/api/boards/{id}/notes']?.post?.description).toBe('For invites as facilitator or participant.');
  expect(paths['/api/boards']?.post?.description).toContain('ADMIN_TOKEN');
  for (const [path, calls] of Object.entries(paths))
    for (const call of Object.values(calls))
      expect(call['x-role'] !== undefined, path).toBe(path.startsWith('/api/boards/'));
});

test('lists every limit with its unit and variable, and takes its value from that variable', async () => {
  const { url } = await serverInProcess({ env: { LIMIT_NOTE_CHARACTERS: '77' } });
  const limits = await (await fetch(`${url}/api/limits`)).json();
  expect(limits.noteCharacters).toMatchObject({ value: 77, unit: 'characters', env: 'LIMIT_NOTE_CHARACTERS' });
  expect(limits.regionsPerBoard).toMatchObject({ value: 5_000, unit: 'regions', env: null });
  expect(limits.drawingPoints).toMatchObject({ value: 1_000, unit: 'points', env: null });
  expect((await fetch(`${url}/metrics`)).headers.get('content-type')).toContain('text/plain');
});
