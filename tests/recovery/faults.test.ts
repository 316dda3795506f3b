/**
 * Reliability row 61: an unexpected error in every handler of the server, from each of the parts that it is made of,
 * and in the process itself. Asserts that the caller gets an answer without internal details, others notice nothing,
 * the error is counted, and nothing that was saved is lost. Decision 10 says how each error is handled.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { frameAwareness } from '#protocol/frames';
import { Breaker, CANARY } from '../helpers/breaker.ts';
import { Load } from '../helpers/load.ts';
import { ReturningMember } from '../helpers/returning-member.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import {
  call,
  createBoard,
  serverInProcess,
  type TestBoard,
  type TestServer,
  temporaryFolder,
} from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

interface Action {
  readonly what: string;
  /** The calls that are made to fail, each as `port.method`. `!`: it returns no promise, so it can only throw. */
  readonly parts: readonly string[];
  act(context: Context): Promise<Response>;
}

interface Context {
  readonly url: string;
  readonly api: string;
  readonly board: TestBoard;
  readonly regionId: string;
  readonly snapshotId: string;
  readonly imageId: string;
}

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const NEW = { template: 'alternativer', title: 'Ny' };

const ACTIONS: readonly Action[] = [
  {
    what: 'making a board',
    parts: ['log.append', 'catalog.add', 'parts.newId!', 'parts.now!', 'templates.get!'],
    act: ({ url }) => call(`${url}/api/boards`, '', 'POST', NEW),
  },
  { what: 'describing a board', parts: ['catalog.get', 'log.load'], act: ({ api, board }) => call(api, board.viewer) },
  {
    what: 'reading the outline',
    parts: ['catalog.get', 'log.load'],
    act: ({ api, board }) => call(`${api}/outline`, board.viewer),
  },
  {
    what: 'adding a note',
    parts: ['catalog.get', 'log.load', 'log.append', 'parts.now!', 'parts.newId!'],
    act: ({ api, board, regionId }) =>
      call(`${api}/notes`, board.participant, 'POST', { regionId, text: 'Ny merknad' }),
  },
  {
    what: 'keeping a snapshot',
    parts: ['blobs.put', 'catalog.change', 'log.load', 'parts.newId!', 'parts.now!'],
    act: ({ api, board }) => call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'Kopi' }),
  },
  {
    what: 'reading a snapshot',
    parts: ['blobs.get', 'catalog.get'],
    act: ({ api, board, snapshotId }) => call(`${api}/snapshots/${snapshotId}/document`, board.viewer),
  },
  {
    what: 'restoring a snapshot',
    parts: ['blobs.get', 'blobs.put', 'catalog.change', 'log.load', 'parts.newId!'],
    act: ({ api, board, snapshotId }) => call(`${api}/snapshots/${snapshotId}/restore`, board.facilitator, 'POST', {}),
  },
  {
    what: 'exporting',
    parts: ['log.load', 'parts.now!', 'catalog.get'],
    act: ({ api, board }) => call(`${api}/export?format=md`, board.viewer),
  },
  {
    what: 'exporting a snapshot',
    parts: ['blobs.get'],
    act: ({ api, board, snapshotId }) => call(`${api}/export?format=json&snapshot=${snapshotId}`, board.viewer),
  },
  {
    what: 'keeping a picture',
    parts: ['blobs.put', 'catalog.change', 'parts.newId!'],
    act: ({ api, board }) =>
      fetch(`${api}/images`, {
        method: 'POST',
        headers: { authorization: `Bearer ${board.participant}`, 'content-type': 'image/png' },
        body: PNG,
      }),
  },
  {
    what: 'reading a picture',
    parts: ['blobs.get', 'catalog.get'],
    act: ({ api, board, imageId }) => call(`${api}/images/${imageId}`, board.viewer),
  },
  {
    what: 'making a new link',
    parts: ['catalog.change', 'parts.newId!', 'parts.now!'],
    act: ({ api, board }) => call(`${api}/invites/viewer`, board.facilitator, 'POST', {}),
  },
  {
    what: 'revoking a link',
    parts: ['catalog.change'],
    act: ({ api, board }) => call(`${api}/invites/viewer`, board.facilitator, 'DELETE'),
  },
  { what: 'asking whether it is ready', parts: ['log.ping'], act: ({ url }) => fetch(`${url}/readyz`) },
  { what: 'reading the figures', parts: ['registry.metrics'], act: ({ url }) => fetch(`${url}/metrics`) },
  { what: 'listing the templates', parts: ['templates.values!'], act: ({ url }) => fetch(`${url}/api/templates`) },
  {
    what: 'deleting a board',
    parts: ['catalog.change', 'log.delete', 'blobs.deleteAll', 'parts.now!'],
    act: ({ api, board }) => call(api, board.facilitator, 'DELETE'),
  },
];
/** A board is deleted once its record says so; what is left of it is removed at the next start. */
const FINAL = ['deleting a board log.delete', 'deleting a board blobs.deleteAll'];

test('an error in any part answers 500 without internal details, and has no other effect', {
  timeout: 120_000,
}, async () => {
  const breaker = new Breaker();
  const server = await breakable(breaker);
  const honest = await createBoard(server.url);
  const bystander = new ReturningMember({
    url: () => server.url,
    boardId: honest.id,
    token: honest.participant,
  });
  onTestFinished(() => bystander.leave());
  await bystander.until(() => bystander.saved);
  let points = 0;
  for (const { what, parts, act } of ACTIONS) {
    for (const part of parts) {
      for (const atOnce of part.endsWith('!') ? [true] : [true, false]) {
        const point = `${what} ${part}`;
        const context = await contextOn(server);
        const hits = breaker.hits;
        breaker.break(part.replace('!', ''), atOnce);
        const response = await act(context);
        breaker.mend();
        const body = await response.text();
        expect(breaker.hits, point).toBeGreaterThan(hits);
        expect([500, 503], `${point}: ${body}`).toContain(response.status);
        expect(response.headers.get('content-type'), point).toContain('application/problem+json');
        expect(body, point).not.toContain(CANARY);
        expect(body, point).not.toMatch(/\.[jt]s:\d|\bat \w+ \(/);
        points += 1;
        if (FINAL.includes(point)) continue;
        // The same call now succeeds, and what was there before is there.
        const again = await act(context);
        expect(again.status, `${point}: ${await again.clone().text()}`).toBeLessThan(300);
        if (what !== 'deleting a board') await expectNote(context);
      }
    }
  }
  // Other members still edit on the connection that they had.
  await expectEdits(bystander);
  expect(bystander.closes).toEqual([]);
  const figures = await (await fetch(`${server.url}/metrics`)).text();
  const counted = Number(/veivalg_faults_total\{where="http"\} (\d+)/.exec(figures)?.[1]);
  console.info(`HTTP: ${points} points in ${ACTIONS.length} handlers, ${counted} counted`);
  expect(points).toBeGreaterThan(30);
  expect(counted).toBeGreaterThan(points / 2);
});

test.each([
  ['catalog.get', 'joining'],
  ['log.load', 'joining'],
  ['log.append', 'editing'],
  ['parts.now', 'editing'],
] as const)(
  'if %s fails, the socket is closed with 1013 and sends its edits when it reconnects',
  async (part, when) => {
    // A clock returns no promise that could be rejected.
    for (const atOnce of part === 'parts.now' ? [true] : [true, false]) {
      const breaker = new Breaker();
      const server = await breakable(breaker);
      const { board } = await contextOn(server);
      const honest = await createBoard(server.url);
      const members = [board, honest].map(
        ({ id, participant: token }) => new ReturningMember({ url: () => server.url, boardId: id, token }),
      );
      const [member, bystander] = members as [ReturningMember, ReturningMember];
      onTestFinished(async () => void (await Promise.all(members.map((one) => one.leave()))));
      if (when === 'joining') {
        await member.leave();
        // A board that nobody has open, so that it is loaded.
        const other = await contextOn(server);
        breaker.break(part, atOnce);
        const closed = new SyncClient(server.url, other.board.id, other.board.participant);
        await closed.until(() => closed.closed !== null);
        expect(closed.closed).toBe(1013);
        breaker.mend();
        member.comeBack();
      } else {
        await member.until(() => member.saved);
        await bystander.until(() => bystander.saved);
        breaker.break(part, atOnce);
        write(member);
        await member.until(() => member.closes.length > 0);
        expect(member.closes[0]).toBe(1013);
        breaker.mend();
      }
      expect(breaker.hits).toBeGreaterThan(0);
      await expectEdits(member);
      await expectEdits(bystander);
      if (when === 'editing') expect(bystander.closes).toEqual([]);
    }
  },
);

test('an error while a frame is handled gives up that board alone, which is loaded again', async () => {
  let [failures, running] = [0, 0];
  const server = await serverInProcess({
    wrapParts: (parts) => ({
      ...parts,
      later: (task, ms) => {
        // The timer of presence is short; the timer of a quiet room is long, and is set outside of any frame.
        if (ms >= 1_000) return parts.later(task, ms);
        if (failures > 0) {
          failures -= 1;
          throw new TypeError(`${CANARY}: the timer is broken`);
        }
        running += 1;
        parts.later(() => {
          running -= 1;
          task();
        }, ms);
      },
    }),
  });
  const boards = [await createBoard(server.url), await createBoard(server.url)];
  const members = boards.map(
    ({ id, participant: token }) => new ReturningMember({ url: () => server.url, boardId: id, token }),
  );
  const [member, bystander] = members as [ReturningMember, ReturningMember];
  onTestFinished(async () => void (await Promise.all(members.map((one) => one.leave()))));
  for (const one of members) await one.until(() => one.saved);
  await expectEdits(member);
  // A member's presence is sent to the others by a timer.
  const awareness = new Awareness(member.doc);
  onTestFinished(() => awareness.destroy());
  awareness.setLocalState({ user: { name: 'A' } });
  // A session that leaves sets the same timer outside of any frame, and while it runs a frame sets none.
  await vi.waitUntil(async () => (await figure(server.url, 'veivalg_sessions')) === 2 && running === 0, WAIT);
  failures = 1;
  member.client?.send(frameAwareness(encodeAwarenessUpdate(awareness, [member.doc.clientID])));
  await member.until(() => member.closes.length > 0);
  expect(member.closes).toEqual([1013]);
  expect(await figure(server.url, 'veivalg_faults_total{where="room"}')).toBe(1);
  await expectEdits(member);
  await expectEdits(bystander);
  expect(bystander.closes).toEqual([]);
});

test('a failed checkpoint has no effect on members', async () => {
  const breaker = new Breaker();
  const server = await breakable(breaker, { LIMIT_LOG_ENTRIES: '2' });
  const { board } = await contextOn(server);
  const member = new ReturningMember({ url: () => server.url, boardId: board.id, token: board.participant });
  onTestFinished(() => member.leave());
  await member.until(() => member.saved);
  for (const atOnce of [true, false]) {
    breaker.break('log.checkpoint', atOnce);
    for (let i = 0; i < 10; i++) await expectEdits(member);
    await vi.waitUntil(() => breaker.hits > 0, WAIT);
  }
  expect(member.closes).toEqual([]);
});

const STOPS = rounds(2, 20);
/** Makes a real server throw where nothing catches the error. */
const THROWING =
  'process.on("SIGUSR2",()=>setTimeout(()=>{throw new Error("thrown by a test")}));' +
  'process.on("SIGWINCH",()=>void Promise.reject(new Error("rejected by a test")));';
const PRELOAD = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(THROWING)}` };

test('an uncaught exception ends the process at once and loses nothing; an unhandled rejection is reported', {
  timeout: STOPS * 20_000,
}, async () => {
  const random = new Random(announcedSeed('faults'));
  const dataDir = await temporaryFolder();
  const env = { ...PRELOAD, LOG_LEVEL: 'error' };
  let server = await startServer(dataDir, env);
  const boards = [await createBoard(server.url), await createBoard(server.url)];
  const load = new Load(boards, 2);
  for (let round = 0; round < STOPS; round++) {
    const members = await load.join(server.url, boards);
    const { url, log } = server;
    await load.write(members, String(round), 200 + random.below(800), async () => {
      await wait(100 + random.below(200));
      server.process.kill('SIGWINCH');
      await vi.waitUntil(async () => (await figure(url, 'veivalg_faults_total{where="promise"}')) === 1, WAIT);
      expect(await server.end('SIGUSR2')).toBe(1);
    });
    expect(log()).toContain('rejected by a test');
    expect(log()).toContain('thrown by a test');
    expect(log()).toContain('nothing that was saved is lost');
    server = await startServer(dataDir, env);
  }
  for (const { client } of await load.join(server.url, boards)) await client.close();
  await server.end('SIGTERM');
  console.info(`thrown ${STOPS} times, notes ${JSON.stringify(load.done)}, lost 0`);
  expect(load.done.saved).toBeGreaterThan(STOPS * 5);
});

const WAIT = { timeout: 10_000, interval: 20 };

function breakable(breaker: Breaker, env: Record<string, string> = {}): Promise<TestServer> {
  return serverInProcess({
    // A board leaves memory at once, so that each call loads it.
    env: { LIMIT_IDLE_ROOM_MS: '1', LIMIT_BOARDS_PER_HOUR: '10000', LIMIT_WRITES_PER_MINUTE: '10000', ...env },
    wrapParts: (parts) => ({
      ...parts,
      storage: {
        ...parts.storage,
        log: breaker.wrap('log', parts.storage.log),
        catalog: breaker.wrap('catalog', parts.storage.catalog),
        blobs: breaker.wrap('blobs', parts.storage.blobs),
      },
      templates: breaker.wrap('templates', parts.templates),
      metrics: { ...parts.metrics, registry: breaker.wrap('registry', parts.metrics.registry) },
      now: breaker.guard('parts.now', () => parts.now()),
      newId: breaker.guard('parts.newId', () => parts.newId()),
    }),
  });
}

/** A new board with a note, a snapshot and a picture, that nobody has open. */
async function contextOn({ url }: TestServer): Promise<Context> {
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  const outline = (await (await call(`${api}/outline`, board.viewer)).json()) as {
    sections: { regions: { id: string }[] }[];
  };
  const regionId = outline.sections.flatMap(({ regions }) => regions)[0]?.id ?? '';
  const note = await call(`${api}/notes`, board.participant, 'POST', { id: 'foer', regionId, text: 'Fra før' });
  expect(note.status).toBe(201);
  const kept = async (path: string, response: Response) => {
    expect(response.status, path).toBe(201);
    return ((await response.json()) as { id: string }).id;
  };
  const snapshotId = await kept('snapshots', await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'A' }));
  const picture = await fetch(`${api}/images`, {
    method: 'POST',
    headers: { authorization: `Bearer ${board.participant}`, 'content-type': 'image/png' },
    body: PNG,
  });
  const imageId = await kept('images', picture);
  await vi.waitUntil(async () => (await figure(url, 'veivalg_rooms')) <= 1, WAIT);
  return { url, api, board, regionId, snapshotId, imageId };
}

/** By the facilitator's link, which no action revokes. */
async function expectNote({ api, board }: Context): Promise<void> {
  expect(await (await call(`${api}/outline`, board.facilitator)).text()).toContain('Fra før');
}

function write({ doc }: ReturningMember): void {
  const regionId = [...root(doc, 'fields').keys()][0] as RegionId;
  const id = `n-${doc.clientID}-${root(doc, 'notes').size}` as NoteId;
  addNote(doc, { id, text: id, regionId, order: 'a1', author: '', createdAt: 1 });
}

async function expectEdits(member: ReturningMember): Promise<void> {
  await member.until(() => member.saved);
  write(member);
  await member.until(() => member.saved);
}

async function figure(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length));
}
