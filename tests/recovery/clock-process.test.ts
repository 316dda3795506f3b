/**
 * Reliability row 24: the machine's time of day is set forward by a day, back by two days and back by an hour while the
 * server runs. Asserts the same as `clock.test.ts`, which replaces the clock in the process. This test needs
 * libfaketime and runs with LONG=1.
 */
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { ReturningMember } from '../helpers/returning-member.ts';
import { createBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';

const HOUR = 3_600_000;
const STEPS = [
  { offset: '+0', ms: 0 },
  { offset: '+1d', ms: 24 * HOUR },
  { offset: '-1d', ms: -24 * HOUR },
  { offset: '-25h', ms: -25 * HOUR },
] as const;
const EDITS = 200;

test.runIf(process.env.LONG === '1')(
  'a change of the time of day loses nothing and disconnects nobody',
  {
    timeout: 120_000,
  },
  async () => {
    const folder = await temporaryFolder();
    const clock = join(folder, 'clock');
    await writeFile(clock, '+0');
    const env = {
      LD_PRELOAD: libfaketime(),
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      LIMIT_HEARTBEAT_MS: '400',
      LIMIT_SILENCE_MS: '2000',
    };
    const server = await startServer(join(folder, 'data'), env);
    const { id: boardId, participant: token } = await createBoard(server.url);
    const members = [0, 1, 2].map(() => new ReturningMember({ url: () => server.url, boardId, token }));
    onTestFinished(async () => {
      await Promise.all(members.map((member) => member.leave()));
      await server.end('SIGKILL');
    });
    for (const member of members) await member.until(() => member.saved);
    const written: string[] = [];
    for (const { offset, ms } of STEPS) {
      await writeFile(clock, offset);
      const date = async () => Date.parse((await fetch(`${server.url}/livez`)).headers.get('date') ?? '') - Date.now();
      // The server's clock has really been set.
      await vi.waitUntil(async () => Math.abs((await date()) - ms) < 10_000, { timeout: 10_000, interval: 200 });
      for (const { doc } of members) {
        const regionId = [...root(doc, 'fields').keys()][0] as RegionId;
        for (let i = 0; i < EDITS; i++) {
          const note = `n-${doc.clientID}-${written.length}` as NoteId;
          addNote(doc, { id: note, text: note, regionId, order: `a${i}`, author: '', createdAt: Date.now() });
          written.push(note);
        }
      }
      for (const member of members) await member.until(() => member.saved);
      await wait(1_500); // several heartbeats
    }
    for (const member of members) {
      expect(member.closes).toEqual([]);
      await vi.waitUntil(() => written.every((note) => root(member.doc, 'notes').has(note)), { timeout: 10_000 });
    }
    console.info(`clock set ${STEPS.length} times, notes ${written.length}, lost 0, sent away 0`);
  },
);

/** The path of Debian's library on any architecture. */
function libfaketime(): string {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name)) : [];
  const found = folders.map((one) => join(one, 'faketime', 'libfaketime.so.1')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('This test needs libfaketime: run apt-get install faketime as root.');
  return found;
}
