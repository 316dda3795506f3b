/** What is left of a deleted board, and of a caller who has hung up. */
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';

test('a deleted board leaves the name of no snapshot behind, in no file, while the server goes on', async () => {
  const { url, dataDir } = await serverInProcess();
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'kanari-kopi' });
  await expect.poll(() => filesWith(dataDir, 'kanari-kopi')).not.toEqual([]);
  expect((await call(api, board.facilitator, 'DELETE')).status).toBe(204);
  await expect.poll(() => filesWith(dataDir, 'kanari-kopi'), { timeout: 10_000 }).toEqual([]);
});

test('callers who hang up at any point are no fault of the server', async () => {
  const faults: unknown[] = [];
  let lines = 0;
  const write = (line: string) => {
    lines += 1;
    if (JSON.parse(line).level >= 50) faults.push(JSON.parse(line));
  };
  const { url, stop } = await serverInProcess({ wrapParts: (parts) => ({ ...parts, logger: pino({}, { write }) }) });
  const board = await createBoard(url);
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ regionId: 'none', text: 'x'.repeat(20_000) });
  const path = `/api/boards/${board.id}`;
  const whole = [
    `POST ${path}/notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${board.participant}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    `GET ${path}/outline HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${board.viewer}\r\n\r\n`.repeat(20),
    `GET ${path}/export?format=xlsx HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${board.viewer}\r\n\r\n`,
    `POST /api/boards HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"tit`,
  ];
  for (const bytes of whole) {
    for (const part of [0.2, 0.5, 0.9, 1]) {
      const socket = connect(Number(port), hostname);
      await new Promise<void>((resolve) => {
        socket.write(bytes.slice(0, Math.ceil(bytes.length * part)), () => resolve());
      });
      socket.resetAndDestroy();
    }
  }
  expect((await call(`${url}${path}/outline`, board.viewer)).status).toBe(200);
  await stop(); // waits for what is still being answered
  expect(lines).toBeGreaterThan(1);
  expect(faults).toEqual([]);
});

async function filesWith(folder: string, text: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const one of names) {
    if (!one.isFile()) continue;
    const path = join(one.parentPath, one.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // it may just have been replaced
    if (bytes.includes(text)) found.push(path);
  }
  return found;
}
