/**
 * What calls can cost the server: nothing is read, held or parsed for somebody without a token, and little for others.
 */
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { call, createBoard, serverInProcess, type TestBoard } from '../helpers/server-in-process.ts';

const ADMIN = 'a-secret-of-16-or-more';
const LONG = 'x'.repeat(22);

/** Every call that takes a body, with the token of a role that may not make it. */
const CALLS: readonly (readonly [path: string, role: 'viewer' | 'participant', type: string])[] = [
  ['notes', 'viewer', 'application/json'],
  ['images', 'viewer', 'image/png'],
  ['snapshots', 'participant', 'application/json'],
  [`snapshots/${LONG}/restore`, 'participant', 'application/json'],
  ['invites/viewer', 'participant', 'application/json'],
];

test('refuses a call without a right to it before any of its body has arrived', async () => {
  const { url, board } = await guardedBoard();
  for (const [path, role, type] of CALLS) {
    const full = `/api/boards/${board.id}/${path}`;
    expect(await statusBeforeBody(url, full, 'wrong', type), path).toBe(401);
    expect(await statusBeforeBody(url, full, board[role], type), path).toBe(403);
    expect(await statusBeforeBody(url, `/api/boards/${LONG}/${path}`, board.facilitator, type), path).toBe(401);
  }
  expect(await statusBeforeBody(url, '/api/boards', 'wrong')).toBe(401);
  expect(await statusBeforeBody(url, '/api/nowhere', 'wrong')).toBe(404);
});

test('bounds the unfinished bodies of one address, and takes those of another', async () => {
  const { url, board } = await guardedBoard({ LIMIT_ADDRESS_BODY_BYTES: '250000', LIMIT_SERVER_BODY_BYTES: '450000' });
  const path = `/api/boards/${board.id}/images`;
  const begin = (from: string) => beginCall(url, path, board.participant, 'image/png', from);
  const first = ['127.0.0.1', '127.0.0.1', '127.0.0.1'].map(begin);
  expect(await firstStatus(first)).toBe(429);
  const more = ['127.0.0.2', '127.0.0.2', '127.0.0.3'].map(begin);
  expect(await firstStatus(more)).toBe(429);
  for (const { socket } of [...first, ...more]) socket.destroy();
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(90_000)]);
  const send = () =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body: new Uint8Array(png),
      headers: { authorization: `Bearer ${board.participant}`, 'content-type': 'image/png' },
    });
  await expect.poll(async () => (await send()).status).toBe(201);
  // What was taken is given back: many more than fit at once, one after another.
  for (let i = 0; i < 6; i++) expect((await send()).status).toBe(201);
});

test('bounds the connections of an address that carry HTTP, and serves other addresses meanwhile', async () => {
  const { url, board } = await guardedBoard({ LIMIT_HTTP_CONNECTIONS_PER_ADDRESS: '4', LIMIT_HTTP_CONNECTIONS: '6' });
  const hold = (from: string) => beginCall(url, `/api/boards/${board.id}/notes`, board.participant, undefined, from);
  // From an address of its own, because the connections of `fetch` above stay open.
  const held = [1, 2, 3, 4, 5].map(() => hold('127.0.0.5'));
  expect(await firstStatus(held)).toBe(503);
  expect((await call(`${url}/api/boards/${board.id}`, board.viewer)).status).toBe(200);
  for (const { socket } of held) socket.destroy();
  await expect.poll(() => statusBeforeBody(url, '/api/boards', 'wrong', undefined, '127.0.0.5')).toBe(401);
});

test('refuses a list that is too long before it looks at each element', async () => {
  const { url } = await guardedBoard({ LIMIT_BODY_BYTES: String(4 * 1024 * 1024) });
  const lists = { alternatives: 'itemsPerBoard', items: 'itemsPerBoard', templates: 'templatesPerBoard' };
  for (const [key, limit] of Object.entries(lists)) {
    const body = { title: 'x', template: 'alternativer', [key]: Array.from({ length: 300_000 }, () => ({})) };
    const answer = await call(`${url}/api/boards`, ADMIN, 'POST', body);
    expect([answer.status, (await answer.json()).limit]).toEqual([413, limit]);
  }
});

test('answers whether it lives and is ready however often an address asks', async () => {
  const { url } = await serverInProcess({ env: { LIMIT_REQUESTS_PER_MINUTE: '1' } });
  for (const path of ['/livez', '/healthz', '/readyz']) {
    for (let i = 0; i < 3; i++) expect((await fetch(`${url}${path}`)).status, path).toBe(200);
  }
  const rated = [await fetch(`${url}/api/limits`), await fetch(`${url}/api/limits`)];
  expect(rated.map(({ status }) => status)).toEqual([200, 429]);
});

async function guardedBoard(env: Record<string, string> = {}): Promise<{ url: string; board: TestBoard }> {
  const { url } = await serverInProcess({ env: { ADMIN_TOKEN: ADMIN, ...env } });
  return { url, board: await createBoard(url, {}, ADMIN) };
}

/** The first answer to any of these unfinished calls. */
function firstStatus(calls: readonly { readonly status: Promise<number | null> }[]): Promise<number | null> {
  return Promise.race(calls.map(({ status }) => status));
}

/** Sends the headers of a call and none of its body. Resolves with the status of the answer. */
async function statusBeforeBody(...how: Parameters<typeof beginCall>): Promise<number | null> {
  const { socket, status } = beginCall(...how);
  const answered = await status;
  socket.destroy();
  return answered;
}

function beginCall(
  url: string,
  path: string,
  token: string,
  type = 'application/json',
  from = '127.0.0.1',
): { socket: Socket; status: Promise<number | null> } {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  onTestFinished(() => void socket.destroy());
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: ${type}\r\nContent-Length: 100000\r\n\r\n`,
  );
  const status = new Promise<number | null>((resolve) => {
    socket.once('data', (data) => resolve(Number(data.toString('latin1', 9, 12))));
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
  return { socket, status };
}
