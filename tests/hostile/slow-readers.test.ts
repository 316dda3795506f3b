/**
 * Row 33: members who read slowly or not at all while much is written. What waits for them is bounded; one that reads
 * again gets everything as one difference, and one that does not is closed in time.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { root } from '#board/records';
import { frameStep1, readFrame } from '#protocol/frames';
import { watchMemory } from '../helpers/process-memory.ts';
import { RawSocket } from '../helpers/raw-socket.ts';
import { rounds } from '../helpers/rounds.ts';
import { SyncClient } from '../helpers/sync-client.ts';
import { type Arena, arena } from './arena.ts';

const OUTBOX_MIB = 8;
const SLOW_READER_MS = rounds(3_000, 20_000);
const EDIT_BYTES = 200_000;
const TOTAL_BYTES = rounds(80_000_000, 419_000_000);
/** A steady reader pauses this long after this many bytes: 10 MB a second, a fraction of what is written. */
const STEADY_BYTES = 500_000;
const STEADY_MS = 50;
/** The writer must not be slowed: only readers are tested here. */
const NO_RATES = {
  LIMIT_MESSAGE_BURST: '1000000',
  LIMIT_BYTE_BURST: '1000000000',
  LIMIT_DOCUMENT_BYTES: '1000000000',
  LIMIT_SLOW_READER_MS: String(SLOW_READER_MS),
};

/** A handwritten member whose document follows the board as far as it has read. */
async function reader({ url, board }: Arena): Promise<{ socket: RawSocket; doc: Y.Doc }> {
  const socket = await RawSocket.open(url, board.id, board.viewer);
  onTestFinished(() => socket.destroy());
  const doc = createBoardDoc();
  let synced = false;
  socket.onFrame = (payload, opcode) => {
    if (opcode !== 2) return;
    const frame = readFrame(payload);
    if (frame.kind === 'step2') synced = true;
    if (frame.kind === 'step2' || frame.kind === 'update') Y.applyUpdate(doc, frame.update);
  };
  await socket.send(frameStep1(Y.encodeStateVector(doc)));
  await socket.until(() => synced);
  return { socket, doc };
}

async function writer({ url, board }: Arena): Promise<SyncClient> {
  const client = new SyncClient(url, board.id, board.participant);
  onTestFinished(() => client.close());
  await client.until(() => client.synced && client.saved === client.sent);
  client.doc.transact(() => root(client.doc, 'notes').set('big', new Y.Map([['createdAt', 1]])));
  return client;
}

/** Writes one property over and over, so that much is delivered and the board stays small. */
async function writeMuch(client: SyncClient, bytes: number): Promise<number> {
  const note = root(client.doc, 'notes').get('big') as Y.Map<unknown>;
  let written = 0;
  for (let i = 0; written < bytes; i += 1) {
    note.set('prop:big', `${i}:${'x'.repeat(EDIT_BYTES)}`);
    written += EDIT_BYTES;
    await client.until(() => client.sent - client.saved < 3 || client.closed !== null);
    if (client.closed !== null) throw new Error(`the writer was closed with ${client.closed}`);
  }
  return written;
}

/** Milliseconds from the moment that a reader is behind until only the writer's session is left. */
async function goneAfter(target: Arena): Promise<number> {
  while ((await target.count('sessions_behind')) === 0) await wait(20);
  const behindAt = performance.now();
  while ((await target.count('sessions ')) > 1) await wait(20);
  return performance.now() - behindAt;
}

const lastOf = (doc: Y.Doc) => String((root(doc, 'notes').get('big') as Y.Map<unknown>)?.get('prop:big')).slice(0, 8);

test.each([1, rounds(10, 50)])(
  'bounds the memory for %i members who stop reading, and closes them in time',
  async (count) => {
    const target = await arena(NO_RATES);
    const member = await writer(target);
    await writeMuch(member, 20_000_000);
    const readers = await Promise.all(Array.from({ length: count }, () => reader(target)));
    const memory = watchMemory(target.pid);
    for (const { socket } of readers) socket.tcp.pause();
    const going = goneAfter(target);
    const written = await writeMuch(member, TOTAL_BYTES);
    const goneMs = await going;
    const grownMiB = memory.peakMiB() - memory.startMiB;
    console.info(
      `${count} paused, ${(written / 1e6).toFixed(0)} MB written: +${grownMiB.toFixed(0)} MiB, gone after ${goneMs.toFixed(0)} ms`,
    );
    expect(await target.count('closes_total', 'reason="overloaded"')).toBe(count);
    expect(await target.count('sessions_behind')).toBe(0);
    // On top comes garbage from the writer's own messages: 64 MiB, whatever the number of readers.
    expect(grownMiB).toBeLessThan(2 * OUTBOX_MIB * count + 64);
    expect(goneMs).toBeLessThan(30_000);
    expect(member.closed).toBeNull();
  },
  300_000,
);

test('sends a member who stops reading for a while the rest as one difference', async () => {
  const target = await arena(NO_RATES);
  const member = await writer(target);
  const { socket, doc } = await reader(target);
  socket.tcp.pause();
  let written = 0;
  while ((await target.count('sessions_behind')) === 0) written += await writeMuch(member, 4_000_000);
  const before = socket.bytes;
  written = await writeMuch(member, 20_000_000);
  socket.tcp.resume();
  await socket.until(() => lastOf(doc) === lastOf(member.doc) || socket.ended);
  expect(socket.closeCode).toBeNull();
  // Read since: what waited in the socket and the system, and one difference, not everything that was written.
  console.info(
    `${(written / 1e6).toFixed(0)} MB written while behind, ${((socket.bytes - before) / 1e6).toFixed(0)} MB read`,
  );
  await writeMuch(member, EDIT_BYTES);
  await socket.until(() => lastOf(doc) === lastOf(member.doc) || socket.ended);
  expect(lastOf(doc)).toBe(lastOf(member.doc));
  expect(await target.count('closes_total')).toBe(0);
}, 120_000);

test('keeps a member who reads slowly but steadily up to date', async () => {
  const target = await arena(NO_RATES);
  const member = await writer(target);
  const { socket, doc } = await reader(target);
  let read = 0;
  socket.tcp.on('data', (data: Buffer) => {
    read += data.length;
    if (read < STEADY_BYTES) return;
    read = 0;
    socket.tcp.pause();
    setTimeout(() => socket.tcp.resume(), STEADY_MS);
  });
  const written = await writeMuch(member, rounds(60_000_000, 400_000_000));
  await socket.until(() => lastOf(doc) === lastOf(member.doc) || socket.ended);
  expect(socket.closeCode).toBeNull();
  expect(lastOf(doc)).toBe(lastOf(member.doc));
  console.info(`${(written / 1e6).toFixed(0)} MB written, ${(socket.bytes / 1e6).toFixed(0)} MB read`);
  expect(socket.bytes).toBeLessThan(written);
}, 240_000);
