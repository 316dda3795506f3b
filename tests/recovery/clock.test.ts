/**
 * Reliability row 24: the time of day is wrong by a day, on the server or on a member's machine, and is set back by an
 * hour while both run. Asserts that nothing is lost, nobody is disconnected, presence stays, and a late answer of the
 * server is still shown as late. The monotonic clock is not changed, as on a real machine.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId, NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { frameAwareness, readFrame } from '#protocol/frames';
import { LATE_AFTER_MS } from '../../client/sync/saved-state.ts';
import { SavedStore } from '../../client/sync/saved-store.ts';
import { plain } from '../board/helpers.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, serverInProcess } from '../helpers/server-in-process.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPS = [
  { who: 'server', by: 0 },
  { who: 'server', by: DAY },
  { who: 'server', by: -2 * DAY },
  { who: 'server', by: -HOUR },
  { who: 'client', by: DAY },
  { who: 'client', by: -2 * DAY },
  { who: 'client', by: -HOUR },
] as const;
const EDITS = rounds(20, 200);
const WAIT = { timeout: 10_000, interval: 20 };
/** So short that a jump of an hour would make them expire. */
const BEATS = { LIMIT_HEARTBEAT_MS: '200', LIMIT_SILENCE_MS: '5000' };

test('a time of day that is wrong or set back loses nothing and disconnects nobody', {
  timeout: 60_000 + EDITS * 2_000,
}, async () => {
  const skew = { server: 0, client: 0 };
  const server = await serverInProcess({
    env: BEATS,
    wrapParts: (parts) => ({ ...parts, now: () => parts.now() + skew.server }),
  });
  const { id, participant: token } = await createBoard(server.url);
  const clock = { now: () => Date.now() + skew.client, monotonic: () => performance.now() };
  const members = [0, 1, 2].map(() => new ReturningMember({ url: () => server.url, boardId: id, token, clock }));
  onTestFinished(async () => void (await Promise.all(members.map((member) => member.leave()))));
  const [writer, other] = members as [ReturningMember, ReturningMember];
  for (const member of members) await member.until(() => member.saved);
  const awareness = new Awareness(writer.doc);
  onTestFinished(() => awareness.destroy());
  awareness.setLocalState({ user: { name: 'Skriver' } });
  writer.client?.send(frameAwareness(encodeAwarenessUpdate(awareness, [writer.doc.clientID])));
  await vi.waitUntil(() => lastPresence(other).includes('Skriver'), WAIT);

  const written: string[] = [];
  const regionId = [...root(writer.doc, 'fields').keys()][0] as RegionId;
  for (const { who, by } of STEPS) {
    skew[who] += by;
    for (let i = 0; i < EDITS; i++) {
      const noteId = `n${String(written.length).padStart(4, '0')}` as NoteId;
      const order = `a${noteId}`;
      addNote(writer.doc, { id: noteId, text: noteId, regionId, order, author: '', createdAt: clock.now() });
      written.push(noteId);
    }
    const start = performance.now();
    await writer.until(() => writer.saved);
    expect(performance.now() - start).toBeLessThan(5_000);
    // The time shown is that of the member's own clock.
    const status = writer.status.read();
    expect(status.kind === 'saved' && Math.abs(status.atMs - clock.now())).toBeLessThan(HOUR / 60);
    // Several heartbeats, in which expired sessions would be closed.
    await wait(600);
  }
  for (const member of members) expect(member.closes).toEqual([]);
  // A newcomer gets the writer's presence, which was sent before the clock changed.
  const late = new ReturningMember({ url: () => server.url, boardId: id, token });
  await vi.waitUntil(() => lastPresence(late).includes('Skriver'), WAIT);
  await late.leave();

  const log = createBoardDoc();
  for (const update of (await server.storage.log.load(id as BoardId)).updates) Y.applyUpdate(log, update);
  await vi.waitUntil(() => members.every(({ doc }) => written.every((note) => root(doc, 'notes').has(note))), WAIT);
  for (const { doc } of [...members, { doc: log }]) {
    expect(plain(readBoard(doc))).toEqual(plain(readBoard(writer.doc)));
    const order = (readBoard(doc).regions.get(regionId)?.notes ?? []).map((note) => note.id).filter(isWritten);
    expect(order).toEqual(written);
  }

  function isWritten(note: string): boolean {
    return written.includes(note);
  }
});

test('waiting for the server is shown after 8 s, also when the clock is set back meanwhile', () => {
  const clock = { wall: Date.now(), ticks: 0 };
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const store = new SavedStore(() => undefined, { now: () => clock.wall, monotonic: () => clock.ticks });
  const pass = (ms: number) => {
    clock.ticks += ms;
    clock.wall += ms;
    vi.advanceTimersByTime(ms);
  };
  store.tell({ type: 'opened' });
  store.tell({ type: 'sent', step2: true });
  store.tell({ type: 'acked', frames: 1 });
  store.tell({ type: 'edited' });
  expect(store.read()).toMatchObject({ kind: 'saving' });
  clock.wall -= HOUR;
  pass(LATE_AFTER_MS + 100);
  expect(store.read()).toMatchObject({ kind: 'late', unsaved: 1 });
  store.tell({ type: 'sent', step2: false });
  store.tell({ type: 'acked', frames: 2 });
  expect(store.read()).toEqual({ kind: 'saved', atMs: clock.wall });
  store.destroy();
});

/** All presence that a member has received, as text. */
function lastPresence({ client }: ReturningMember): string {
  const frames = (client?.received ?? []).map((bytes) => readFrame(bytes));
  return frames.map((frame) => (frame.kind === 'awareness' ? Buffer.from(frame.update).toString() : '')).join('');
}
