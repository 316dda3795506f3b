/** What the headers of a request may put into an answer. */
import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';

test('makes links of http and https and a well-formed host only, and creates nothing for others', async () => {
  const { url, storage } = await serverInProcess({ env: { TRUST_PROXY: 'true' } });
  const refused: Record<string, string>[] = [
    { 'x-forwarded-proto': 'javascript' },
    { 'x-forwarded-proto': 'data' },
    { 'x-forwarded-proto': 'https, javascript' },
    { 'x-forwarded-host': 'evil.example/path' },
    { 'x-forwarded-host': 'user@evil.example' },
    { 'x-forwarded-host': 'a b' },
    { 'x-forwarded-host': '"><script>' },
    { 'x-forwarded-host': 'host:99999' },
    { 'x-forwarded-host': '[::g]' },
    { 'x-forwarded-host': '%2e%2e' },
    { host: '<b>' },
    { host: '@' },
  ];
  for (const headers of refused) {
    const answer = await create(url, headers);
    expect([answer.status, answer.body.code], JSON.stringify(headers)).toEqual([400, 'bad-request']);
  }
  expect(await storage.catalog.list()).toEqual([]);
  const good: [Record<string, string>, string][] = [
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tavle.example.no' }, 'https://tavle.example.no/b/'],
    [{ host: 'my_service:3000' }, 'http://my_service:3000/b/'],
    [{ host: '[::1]:3000' }, 'http://[::1]:3000/b/'],
    [{ host: '10.0.0.7' }, 'http://10.0.0.7/b/'],
  ];
  for (const [headers, start] of good) {
    const answer = await create(url, headers);
    expect(String((answer.body.links as Record<string, string> | undefined)?.viewer)).toContain(start);
  }
});

test('replaces a link only if it can give the new one', async () => {
  const { url } = await serverInProcess({ env: { TRUST_PROXY: 'true' } });
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  const headers = { 'x-forwarded-proto': 'javascript' };
  expect((await call(`${api}/invites/viewer`, board.facilitator, 'POST', undefined, headers)).status).toBe(400);
  expect((await call(api, board.viewer)).status).toBe(200);
});

test('lets no answer under /api be kept, except pictures, which never change', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  for (const path of ['', '/outline', '/snapshots', '/export?format=md', '/images/nope']) {
    expect((await call(`${api}${path}`, board.viewer)).headers.get('cache-control'), path).toBe('no-store');
  }
  expect((await call(api, 'wrong')).headers.get('cache-control')).toBe('no-store');
  const made = await fetch(`${api}/images`, {
    method: 'POST',
    body: new Uint8Array(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)])),
    headers: { authorization: `Bearer ${board.participant}`, 'content-type': 'image/png' },
  });
  const { id } = (await made.json()) as { id: string };
  expect((await call(`${api}/images/${id}`, board.viewer)).headers.get('cache-control')).toContain('immutable');
});

/** Creates a board with these headers, which `fetch` would not send as they are. */
function create(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = JSON.stringify({ template: 'alternativer', title: 'T' });
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/api/boards`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.on('error', reject);
    request.on('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      resolve({ status: response.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) });
    });
    request.end(body);
  });
}
