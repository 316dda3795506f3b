/**
 * Reliability row 8: a server is started on a disk that is already full, after a stop and after a kill. Asserts that it
 * starts and says so, that boards, snapshots and pictures can be read, that whatever would have to be saved is refused
 * with a clear code, and that all continues within 5 s after there is room, without a restart.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BoardId, NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { type BoardLog, LogUnavailable } from '../../sync-server/storage/board-log.ts';
import { DiskFault } from '../helpers/faulty-server/disk-fault.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { call, createBoard, serverInProcess, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';
import { fillDisk, freeDisk, mountSmallDisk } from '../helpers/small-disk.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const RESUMES_WITHIN_MS = 5_000;
const READS_MS = 4_000;
/** Does not fit into the rest of a block. */
const LONG = 'fyll '.repeat(2_000);

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a server that starts on a full disk after %s lets boards be read and saves again when there is room',
  { timeout: 90_000 },
  async (signal) => {
    const small = join(await temporaryFolder(), 'small');
    await mkdir(small);
    const isMounted = mountSmallDisk(small);
    const dataDir = join(small, 'data');
    const disk = new DiskFault(join(small, '..'));
    const env = { LOG_LEVEL: 'warn', ...disk.env };
    let server: ServerProcess = await startServer(dataDir, env);
    onTestFinished(async () => void (await server.end('SIGKILL')));
    const board = await createBoard(server.url);
    const api = (path: string) => `${server.url}/api/boards/${board.id}${path}`;
    const post = (path: string, body: object) => call(api(path), board.facilitator, 'POST', body);
    const outline = async () => (await call(api('/outline'), board.viewer)).json();
    const regionId: RegionId = (await outline()).sections[0].regions[0].id;
    expect((await post('/notes', { regionId, text: 'Før' })).status).toBe(201);
    const snapshot: string = (await (await post('/snapshots', { name: 'S' })).json()).id;
    const before = await outline();
    await server.end(signal);

    await (isMounted ? fillDisk(small) : disk.set('full-after:0'));
    server = await startServer(dataDir, env);
    if (isMounted) expect(server.log()).toMatch(/is full: boards can be read|no space left/);
    const readiness = await fetch(`${server.url}/readyz`, { headers: { 'accept-language': 'en' } });
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({
      code: 'storage-unavailable',
      title: expect.stringContaining('cannot save'),
      detail: expect.stringContaining('is full'),
    });
    const reader = new SyncClient(server.url, board.id, board.viewer);
    await reader.until(() => reader.synced);
    expect(JSON.stringify(root(reader.doc, 'notes'))).toContain('Før');

    const member = new ReturningMember({ url: () => server.url, boardId: board.id, token: board.participant });
    onTestFinished(() => member.leave());
    await member.until(() => member.synced);
    const written = 'skrevet-paa-full-disk' as NoteId;
    addNote(member.doc, { id: written, text: LONG, regionId, order: 'a1', author: '', createdAt: 1 });
    await member.until(() => member.closes.length > 0);
    expect(member.closes[0]).toBe(1013);
    expect(member.saved).toBe(false);
    const refused: [string, Response][] = [['a note', await post('/notes', { regionId, text: LONG })]];
    if (isMounted) {
      refused.push(['a snapshot', await post('/snapshots', { name: 'T' })]);
      refused.push(['a link', await call(api('/invites/viewer'), board.facilitator, 'DELETE')]);
    }
    for (const [what, answer] of refused) {
      expect(answer.status, what).toBe(503);
      expect((await answer.json()).code, what).toBe('storage-unavailable');
    }
    // The member goes on trying meanwhile.
    const read: number[] = [];
    for (const until = performance.now() + READS_MS; performance.now() < until; ) {
      const answer = await call(api('/outline'), board.viewer);
      read.push(answer.status);
      if (answer.status === 200) expect(await answer.json()).toEqual(before);
    }
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter((status) => status !== 200)).toEqual([]);
    expect(reader.closed).toBeNull();
    expect((await call(api(`/snapshots/${snapshot}/document`), board.viewer)).status).toBe(200);
    expect((await call(api(`/export?format=md&snapshot=${snapshot}`), board.viewer)).status).toBe(200);

    await (isMounted ? freeDisk(small) : disk.set(''));
    const start = performance.now();
    await member.until(() => member.saved);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await post('/notes', { regionId, text: LONG })).status).toBe(201);
    const resumedMs = performance.now() - start;
    expect(resumedMs).toBeLessThan(RESUMES_WITHIN_MS);
    expect((await post('/snapshots', { name: 'T' })).status).toBe(201);
    const lock = () => readFile(join(dataDir, 'lock'), 'utf8');
    await expect.poll(lock, { timeout: 10_000 }).toContain(`"pid":${server.process.pid}`);
    await reader.until(() => root(reader.doc, 'notes').has(written));
    await reader.close();
    await member.leave();
    expect(await server.end('SIGTERM')).toBe(0);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('lock'))).toEqual([]);

    server = await startServer(dataDir, env);
    expect(JSON.stringify(await outline())).toContain(written);
    expect(await server.end('SIGTERM')).toBe(0);
    const where = isMounted ? 'tmpfs of 6 MB' : 'no right to mount: a disk that reports that it is full';
    console.info(`${where}, after ${signal}: started full, resumed within ${resumedMs.toFixed(0)} ms`);
  },
);

test('a deletion that a crash cut off and that has no room yet does not keep the server from starting', async () => {
  const dataDir = await temporaryFolder();
  const before = await serverInProcess({ dataDir });
  const [deleted, other] = [await createBoard(before.url), await createBoard(before.url)];
  await before.storage.catalog.change(deleted.id as BoardId, (one) => ({ ...one, deletedAt: 1 }));
  await before.stop();

  let isFull = true;
  const later: (() => void)[] = [];
  const server = await serverInProcess({
    dataDir,
    wrapLog: (log) => ({
      ...breaksNothing(log),
      delete: (boardId) => (isFull ? Promise.reject(new LogUnavailable('no room')) : log.delete(boardId)),
    }),
    wrapParts: (parts) => ({ ...parts, later: (task) => void later.push(task) }),
  });
  expect((await call(`${server.url}/api/boards/${other.id}/outline`, other.viewer)).status).toBe(200);
  expect((await call(`${server.url}/api/boards/${deleted.id}/outline`, deleted.viewer)).status).toBe(410);
  isFull = false;
  for (const task of later.splice(0)) task();
  await expect.poll(async () => (await server.storage.log.load(deleted.id as BoardId)).seq).toBe(0);
});

function breaksNothing(log: BoardLog): BoardLog {
  return {
    load: (boardId) => log.load(boardId),
    append: (boardId, entry) => log.append(boardId, entry),
    checkpoint: (boardId, checkpoint) => log.checkpoint(boardId, checkpoint),
    delete: (boardId) => log.delete(boardId),
    ping: () => log.ping(),
    close: () => log.close(),
  };
}
