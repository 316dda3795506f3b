/**
 * Reliability rows 62 and 64: an operator observes a busy server, and one of which a part is broken. Asserts that every
 * figure exists and changes; that a broken part shows within 10 s; that exports do not delay members; and that the log
 * is one line of JSON for each event, without what people wrote, their names, or tokens.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { type FieldId, type NoteId, type RegionId, regionIdOf } from '#board/ids';
import { renameBoard } from '#board/meta';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { frameAwareness, frameUpdate } from '#protocol/frames';
import { DiskFault } from '../helpers/faulty-server/disk-fault.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { rounds } from '../helpers/rounds.ts';
import { call, createBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const SHOWN_WITHIN_MS = 10_000;
const NOTES = 2000;
/** The bound of row 62; the short form also runs on a machine that does other work meanwhile. */
const MOST_DELAY_MS = rounds(300, 100);

test('every figure exists and changes', { timeout: 60_000 }, async () => {
  const server = await started();
  const before = await figures(server);
  const board = await createBoard(server.url);
  const member = new SyncClient(server.url, board.id, board.participant);
  await member.until(() => member.synced);
  write(member, 20);
  await member.until(() => member.saved >= member.sent);
  // A participant may not rename the board.
  const forbidden = new SyncClient(server.url, board.id, board.participant);
  await forbidden.until(() => forbidden.synced);
  renameBoard(forbidden.doc, 'Kapret');
  await forbidden.until(() => forbidden.closed !== null);
  await vi.waitUntil(async () => (await figures(server)).get('veivalg_received_messages_total') !== 0, WAIT);
  await vi.waitUntil(async () => Number((await figures(server)).get('veivalg_sent_bytes_total')) > 0, WAIT);
  const after = await figures(server);
  for (const name of [
    'veivalg_sessions',
    'veivalg_rooms',
    'veivalg_updates_total',
    'veivalg_update_bytes_total',
    'veivalg_received_messages_total',
    'veivalg_received_bytes_total',
    'veivalg_sent_bytes_total',
    'veivalg_commit_group_updates_count',
    'veivalg_commit_seconds_count',
    'veivalg_commit_seconds_sum',
    'veivalg_refused_updates_total{reason="notAllowed"}',
    'veivalg_closes_total{reason="notAllowed"}',
  ]) {
    expect(before.get(name) ?? 0, name).toBe(name.endsWith('_total') ? (before.get(name) ?? 0) : 0);
    expect(after.get(name) ?? 0, name).toBeGreaterThan(before.get(name) ?? 0);
  }
  for (const name of [
    'veivalg_unsaved_seconds',
    'veivalg_commit_queue_bytes',
    'veivalg_sessions_behind',
    'veivalg_boards_set_aside',
    'veivalg_failed_commits_total',
    'veivalg_checkpoints_total',
    'veivalg_slowed_total',
    'veivalg_loop_delay_seconds{quantile="0.5"}',
    'veivalg_loop_delay_seconds{quantile="0.999"}',
    'process_resident_memory_bytes',
    'process_open_fds',
  ]) {
    expect(after.has(name), name).toBe(true);
  }
  await member.close();
});

test('a read-only disk, a slow disk and a blocked event loop show within 10 s', {
  timeout: 120_000,
}, async () => {
  const folder = await temporaryFolder();
  const disk = new DiskFault(folder);
  const stall = 'process.on("SIGUSR2",()=>{const end=Date.now()+1500;while(Date.now()<end);})';
  const server = await started(join(folder, 'data'), {
    ...disk.env,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(stall)}`,
  });
  const board = await createBoard(server.url);
  const member = new ReturningMember({ url: () => server.url, boardId: board.id, token: board.participant });
  onTestFinished(() => member.leave());
  await member.until(() => member.saved);

  await disk.set('read-only');
  write({ doc: member.doc }, 1);
  await shows(async () => (await fetch(`${server.url}/readyz`)).status === 503);
  await shows(async () => Number((await figures(server)).get('veivalg_failed_commits_total')) > 0);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  await disk.set('');
  await shows(async () => (await fetch(`${server.url}/readyz`)).status === 200);
  await member.until(() => member.saved);

  await disk.set('slow-sync:9000');
  write({ doc: member.doc }, 1);
  await shows(async () => Number((await figures(server)).get('veivalg_unsaved_seconds')) > 1);
  expect(Number((await figures(server)).get('veivalg_commit_queue_bytes'))).toBeGreaterThan(0);
  await shows(async () => (await fetch(`${server.url}/readyz`)).status === 503);
  await disk.set('');
  await member.until(() => member.saved);
  await shows(async () => (await fetch(`${server.url}/readyz`)).status === 200);

  server.process.kill('SIGUSR2');
  await shows(async () => Number((await figures(server)).get('veivalg_loop_delay_seconds{quantile="1"}')) > 1);
  const ready = (await (await fetch(`${server.url}/readyz`)).json()) as { loopDelayMs: number };
  expect(ready.loopDelayMs).toBeGreaterThanOrEqual(0);
});

test(`exports of ${NOTES} notes do not delay members`, { timeout: 120_000 }, async () => {
  const server = await started();
  const board = await createBoard(server.url);
  const member = new SyncClient(server.url, board.id, board.participant);
  await member.until(() => member.synced);
  member.doc.transact(() => write(member, NOTES));
  await member.until(() => member.saved >= member.sent);
  // Lets the server finish the work of the writes above.
  await wait(50);
  const waits: number[] = [];
  let files = 0;
  let done = false;
  const exports = Promise.all(
    ['xlsx', 'md', 'json', 'xlsx', 'md', 'json'].map(async (format) => {
      const response = await call(`${server.url}/api/boards/${board.id}/export?format=${format}`, board.viewer);
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(NOTES);
      files += 1;
    }),
  ).then(() => {
    done = true;
  });
  while (!done) {
    const start = performance.now();
    write(member, 1);
    await member.until(() => member.saved >= member.sent);
    waits.push(performance.now() - start);
    await wait(20);
  }
  await exports;
  const sorted = waits.sort((a, b) => a - b);
  console.info(`files ${files}, edits meanwhile ${waits.length}, longest wait ${sorted.at(-1)?.toFixed(0)} ms`);
  expect(waits.length).toBeGreaterThan(10);
  expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThanOrEqual(MOST_DELAY_MS);
  await member.close();
});

const SECRETS = {
  title: 'kanari-tittel',
  text: 'kanari-merknad',
  author: 'kanari-forfatter',
  name: 'kanari-navn',
  snapshot: 'kanari-kopi',
};

test('the log is one line of JSON for each event, without what people wrote, their names or tokens', {
  timeout: 60_000,
}, async () => {
  const folder = await temporaryFolder();
  const disk = new DiskFault(folder);
  const server = await started(join(folder, 'data'), { ...disk.env, LOG_LEVEL: 'trace' });
  const board = await createBoard(server.url, { title: SECRETS.title });
  const api = `${server.url}/api/boards/${board.id}`;
  const member = new ReturningMember({ url: () => server.url, boardId: board.id, token: board.participant });
  await member.until(() => member.saved);
  write({ doc: member.doc }, 3, SECRETS.text, SECRETS.author);
  const awareness = new Awareness(member.doc);
  awareness.setLocalState({ user: { name: SECRETS.name } });
  member.client?.send(frameAwareness(encodeAwarenessUpdate(awareness, [member.doc.clientID])));
  await member.until(() => member.saved);
  const regionId = [...root(member.doc, 'fields').keys()][0];
  await call(`${api}/notes`, board.participant, 'POST', { regionId, text: SECRETS.text, author: SECRETS.author });
  await call(`${api}/notes`, board.participant, 'POST', { regionId: 'finnes-ikke', text: SECRETS.text });
  await call(`${api}/notes`, board.participant, 'POST', { text: SECRETS.text, author: 7 });
  await call(`${api}/snapshots`, board.facilitator, 'POST', { name: SECRETS.snapshot });
  for (const format of ['xlsx', 'md', 'json']) await call(`${api}/export?format=${format}`, board.viewer);
  await call(api, board.viewer.slice(1));
  // Bytes that cannot be read, an update that is not allowed, a disk that fails.
  const broken = new SyncClient(server.url, board.id, board.participant);
  await broken.until(() => broken.synced);
  broken.send(frameUpdate(Buffer.from(SECRETS.text)));
  await broken.until(() => broken.closed !== null);
  const forbidden = new SyncClient(server.url, board.id, board.participant);
  await forbidden.until(() => forbidden.synced);
  renameBoard(forbidden.doc, `${SECRETS.title} kapret`);
  await forbidden.until(() => forbidden.closed !== null);
  await disk.set('eio');
  write({ doc: member.doc }, 1, SECRETS.text, SECRETS.author);
  await call(`${api}/notes`, board.participant, 'POST', { regionId, text: SECRETS.text });
  await member.until(() => member.closes.length > 0);
  await disk.set('');
  await member.until(() => member.saved);
  await call(`${api}/invites/viewer`, board.facilitator, 'POST', {});
  awareness.destroy();
  await member.leave();
  await call(api, board.facilitator, 'DELETE');
  await server.end('SIGTERM');

  const lines = server
    .log()
    .split('\n')
    .filter((line) => line !== '');
  console.info(`log: ${lines.length} lines`);
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const event = JSON.parse(line) as Record<string, unknown>;
    expect(event, line).toMatchObject({ level: expect.any(Number), time: expect.any(Number), msg: expect.any(String) });
  }
  expect(lines.some((line) => line.includes(board.id))).toBe(true);
  const secrets = [...Object.values(SECRETS), board.facilitator, board.participant, board.viewer];
  for (const secret of secrets) expect(server.log(), secret).not.toContain(secret);
});

const WAIT = { timeout: SHOWN_WITHIN_MS, interval: 50 };

async function started(dataDir?: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer(dataDir ?? (await temporaryFolder()), env);
  onTestFinished(async () => void (await server.end('SIGKILL')));
  return server;
}

function shows(holds: () => Promise<boolean>): Promise<unknown> {
  return vi.waitUntil(holds, WAIT);
}

function write({ doc }: Pick<SyncClient, 'doc'>, count: number, text = 'En merknad', author = ''): void {
  const regions = [...root(doc, 'fields').keys()] as FieldId[];
  for (let i = 0; i < count; i++) {
    const id = `n-${doc.clientID}-${root(doc, 'notes').size}` as NoteId;
    const regionId: RegionId = regionIdOf(regions[i % regions.length] as FieldId, null);
    addNote(doc, { id, text: `${text} ${i}`, regionId, order: `a${i}`, author, createdAt: 1 });
  }
}

/** The figures of /metrics: name with labels → value. */
async function figures({ url }: ServerProcess): Promise<Map<string, number>> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  const figureLines = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    figureLines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
