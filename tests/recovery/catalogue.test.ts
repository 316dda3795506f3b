/**
 * Reliability rows 10 and 11: the catalogue's files are damaged or lost in every way, and the server is killed in the
 * middle of its writes. Asserts that no board is lost, no link that was made or revoked is forgotten, and nothing
 * half-written stays.
 */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { type BoardRecord, CatalogCorrupt, CatalogUnavailable } from '../../sync-server/storage/catalog.ts';
import type { Damage } from '../../sync-server/storage/damage.ts';
import { openLowdbCatalog } from '../../sync-server/storage/embedded/lowdb-catalog.ts';
import { record } from '../contracts/catalog.contract.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';

const noWarning = (sentence: string) => expect.unreachable(sentence);
const checked = (body: string) => `${createHash('sha256').update(body).digest('hex')}\n${body}`;

/** A folder with a catalogue of five boards, each changed once, and its records. */
async function madeCatalogue(): Promise<{ folder: string; boards: Map<BoardId, BoardRecord> }> {
  const folder = await temporaryFolder();
  const catalog = await openLowdbCatalog(join(folder, 'catalog.json'), () => undefined, noWarning);
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await catalog.add(record(name));
    const invite = { hash: name.repeat(64), createdAt: 2 };
    await catalog.change(record(name).id, (one) => ({ ...one, invites: { ...one.invites, viewer: invite } }));
  }
  const boards = new Map((await catalog.list()).map((one) => [one.id, one]));
  await catalog.close();
  return { folder, boards };
}

/** Opens and closes the catalogue; returns its records and the damages that it reported. */
async function reopened(folder: string): Promise<{ boards: Map<BoardId, BoardRecord>; damages: Damage[]; ms: number }> {
  const damages: Damage[] = [];
  const start = performance.now();
  const catalog = await openLowdbCatalog(join(folder, 'catalog.json'), (one) => damages.push(one), noWarning);
  const ms = performance.now() - start;
  const boards = new Map((await catalog.list()).map((one) => [one.id, one]));
  await catalog.close();
  return { boards, damages, ms };
}

const DAMAGES: [string, (whole: Buffer) => Buffer | string][] = [
  ...Array.from({ length: 20 }, (_, i): [string, (whole: Buffer) => Buffer] => [
    `cut after ${i}/20`,
    (whole) => whole.subarray(0, Math.floor((whole.length * i) / 20)),
  ]),
  ['zeroed', (whole) => Buffer.alloc(whole.length)],
  ['invalid UTF-8', (whole) => Buffer.from(whole).fill(0xff, whole.length >> 1, (whole.length >> 1) + 3)],
  ['of another shape', () => checked('{"version":1,"boards":[]}')],
  ['with an invalid record', () => checked('{"version":1,"boards":{"aaaaaaaaaaaaaaaaaaaa":{"id":7}}}')],
];

test('row 10: whatever damages the catalogue file and its previous generation, no board and no link is lost', async () => {
  const { folder, boards } = await madeCatalogue();
  const whole = await readFile(join(folder, 'catalog.json'));
  let tried = 0;
  for (const both of [false, true]) {
    for (const [what, damage] of DAMAGES) {
      await writeFile(join(folder, 'catalog.json'), damage(whole));
      if (both) await writeFile(join(folder, 'catalog.json.bak'), damage(whole));
      const found = await reopened(folder);
      expect(found.boards, what).toEqual(boards);
      expect(found.damages.map(({ store }) => store)).toEqual(
        both ? ['catalog.json', 'catalog.json.bak'] : ['catalog.json'],
      );
      expect(found.ms).toBeLessThan(2_000);
      // Opening it has repaired it.
      expect(await reopened(folder)).toMatchObject({ boards, damages: [] });
      tried += 1;
    }
  }
  expect(tried).toBe(48);
});

test('row 10: what the catalogue has lost comes back from the records, and the reverse', async () => {
  const { folder, boards } = await madeCatalogue();
  for (const lose of [['catalog.json'], ['catalog.json', 'catalog.json.bak'], ['catalog.json.bak'], ['records']]) {
    for (const name of lose) await rm(join(folder, name), { recursive: true, force: true });
    expect((await reopened(folder)).boards, lose.join()).toEqual(boards);
    expect((await reopened(folder)).damages).toEqual([]);
  }
  const file = `${record('c').id}.json`;
  await writeFile(join(folder, 'records', file), 'nonsense');
  const found = await reopened(folder);
  expect(found.boards).toEqual(boards);
  expect(found.damages).toEqual([{ store: 'records', file: `records/${file}`, fault: 'its checksum is wrong' }]);
  expect((await reopened(folder)).damages).toEqual([]);
});

test('row 10: of a record and a catalogue that differ, the newer one counts', async () => {
  const { folder, boards } = await madeCatalogue();
  const older = await temporaryFolder();
  await cp(folder, older, { recursive: true });
  const catalog = await openLowdbCatalog(join(folder, 'catalog.json'), () => undefined, noWarning);
  await catalog.change(record('b').id, (one) => ({ ...one, deletedAt: 9 }));
  await catalog.close();
  const changed = new Map(boards).set(record('b').id, { ...(boards.get(record('b').id) as BoardRecord), deletedAt: 9 });
  const [newRecord, newFile] = [join(folder, 'records'), join(folder, 'catalog.json')];
  const mixed = await temporaryFolder();
  await cp(join(older, 'catalog.json'), join(mixed, 'catalog.json'));
  await cp(newRecord, join(mixed, 'records'), { recursive: true });
  expect((await reopened(mixed)).boards).toEqual(changed);
  await rm(join(mixed, 'records'), { recursive: true });
  await cp(newFile, join(mixed, 'catalog.json'));
  await cp(join(older, 'records'), join(mixed, 'records'), { recursive: true });
  expect((await reopened(mixed)).boards).toEqual(changed);
});

test('row 10: a board with no sound copy is lost alone; with no sound copy of anything, the start is refused and changes nothing', async () => {
  const { folder, boards } = await madeCatalogue();
  for (const name of ['catalog.json', 'catalog.json.bak', join('records', `${record('a').id}.json`)]) {
    await writeFile(join(folder, name), 'nonsense');
  }
  const found = await reopened(folder);
  expect([...found.boards.keys()].sort()).toEqual([...boards.keys()].filter((id) => id !== record('a').id).sort());
  expect(found.damages.map(({ store }) => store)).toEqual(['catalog.json', 'catalog.json.bak', 'records']);
  expect(await readFile(join(folder, 'records', `${record('a').id}.json`), 'utf8')).toBe('nonsense');

  const lost = ['catalog.json', 'catalog.json.bak', ...[...boards.keys()].map((id) => join('records', `${id}.json`))];
  for (const name of lost) await writeFile(join(folder, name), 'nonsense');
  await expect(reopened(folder)).rejects.toBeInstanceOf(CatalogCorrupt);
  for (const name of lost) expect(await readFile(join(folder, name), 'utf8')).toBe('nonsense');
});

test('a change that cannot be written is refused and not visible; the file of all boards may be written later', async () => {
  const folder = await temporaryFolder();
  const warnings: string[] = [];
  const open = () =>
    openLowdbCatalog(
      join(folder, 'catalog.json'),
      () => undefined,
      (one) => warnings.push(one),
    );
  const catalog = await open();
  await mkdir(join(folder, 'records', `${record('a').id}.json`)); // a folder of this name makes the write fail
  await expect(catalog.add(record('a'))).rejects.toBeInstanceOf(CatalogUnavailable);
  expect(await catalog.get(record('a').id)).toBeNull();
  await rm(join(folder, 'records', `${record('a').id}.json`), { recursive: true });
  await mkdir(join(folder, 'catalog.json'));
  await catalog.add(record('a'));
  await catalog.add(record('b'));
  await expect.poll(() => warnings.length, { timeout: 15_000 }).toBeGreaterThan(0);
  await catalog.close();
  await rm(join(folder, 'catalog.json'), { recursive: true });
  const again = await open();
  expect(await again.list()).toHaveLength(2);
  await again.close();
});

const SECRET = { id: 'sssssssssssssssssssss', name: 'Nedbemanning', createdAt: 1, bytes: 1 };

test.each([
  { what: 'a board', forget: (one: BoardRecord) => ({ ...one, snapshots: [], deletedAt: 9 }) },
  { what: 'a snapshot', forget: (one: BoardRecord) => ({ ...one, snapshots: [] }) },
])(
  'the names of snapshots are in no file soon after $what was deleted, also if the server was killed meanwhile',
  async ({ forget }) => {
    const folder = await temporaryFolder();
    const open = () => openLowdbCatalog(join(folder, 'catalog.json'), () => undefined, noWarning);
    const found = async () => {
      const paths = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
      const texts = await Promise.all(paths.map((one) => readFile(join(one.parentPath, one.name), 'utf8')));
      return texts.filter((text) => text.includes(SECRET.name)).length;
    };
    const catalog = await open();
    await catalog.add(record('a'));
    await catalog.change(record('a').id, (one) => ({ ...one, snapshots: [SECRET] }));
    await expect.poll(found, { timeout: 10_000 }).toBe(2);
    const killed = await temporaryFolder();
    await cp(folder, killed, { recursive: true });
    await catalog.change(record('a').id, forget);
    await cp(join(folder, 'records'), join(killed, 'records'), { recursive: true });
    await expect.poll(found, { timeout: 10_000 }).toBe(0);
    await catalog.close();
    await rm(folder, { recursive: true });
    await cp(killed, folder, { recursive: true });
    expect(await found()).toBeGreaterThan(0);
    await (await open()).close();
    expect(await found()).toBe(0);
  },
);

const KILLS = rounds(10, 200);

test(`row 11: a kill in the middle of a catalogue write damages nothing and loses nothing`, {
  timeout: KILLS * 8_000,
}, async () => {
  const random = new Random(announcedSeed('catalogue kills'));
  const dataDir = await temporaryFolder();
  const env = { LIMIT_BOARDS_PER_HOUR: '1000000', LIMIT_REQUESTS_PER_MINUTE: '10000000' };
  const all = new Map<string, KnownBoard>();
  let [acknowledged, leftovers] = [0, 0];
  for (let round = 0; round < KILLS; round++) {
    const server = await startServer(dataDir, env);
    expect(await temporaries(dataDir)).toEqual([]);
    for (const known of [...all.values()].slice(-30)) await known.check(server.url);
    const killed = killAtWrite(dataDir, 1 + random.below(60), () => server.end('SIGKILL'));
    const makers = Array.from({ length: 4 }, async () => {
      while (!killed.done) {
        const made = await createBoard(server.url).catch(() => null);
        if (made === null) return;
        const known = new KnownBoard(made);
        all.set(made.id, known);
        const rotated = await known.rotate(server.url);
        acknowledged += 1 + rotated;
      }
    });
    await Promise.all(makers);
    await killed.ended;
    leftovers += (await temporaries(dataDir)).length;
    for (const path of await checkedFiles(dataDir)) {
      const [sum, body = ''] = (await readFile(path, 'utf8')).split('\n');
      expect(createHash('sha256').update(body).digest('hex'), path).toBe(sum);
    }
  }
  const server = await startServer(dataDir, env);
  for (const known of all.values()) await known.check(server.url);
  expect(await server.end('SIGTERM')).toBe(0);
  expect(await temporaries(dataDir)).toEqual([]);
  // Some kills hit a write; otherwise the test would prove nothing.
  expect(leftovers).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(KILLS);
  console.info(
    `kills ${KILLS}, half-written files left ${leftovers}, boards ${all.size}, acknowledged ${acknowledged}, lost 0`,
  );
});

/** A board with the links that the server has acknowledged as made or revoked. */
class KnownBoard {
  readonly #board: TestBoard;
  #viewer: string | null;
  #ended: string | null = null;

  constructor(board: TestBoard) {
    this.#board = board;
    this.#viewer = board.viewer;
  }

  /** Makes a new link for viewers. Returns the number of answers: 1, or 0 if the server died. */
  async rotate(url: string): Promise<number> {
    const before = this.#viewer;
    this.#viewer = null; // unknown until there is an answer
    try {
      const answer = await call(`${url}/api/boards/${this.#board.id}/invites/viewer`, this.#board.facilitator, 'POST');
      const { link } = (await answer.json()) as { link: string };
      this.#viewer = link.split('#')[1] ?? '';
      this.#ended = before;
      return 1;
    } catch {
      return 0;
    }
  }

  async check(url: string): Promise<void> {
    const status = async (token: string) => (await call(`${url}/api/boards/${this.#board.id}/snapshots`, token)).status;
    expect(await status(this.#board.participant)).toBe(200);
    if (this.#viewer !== null) expect(await status(this.#viewer)).toBe(200);
    if (this.#ended !== null) expect(await status(this.#ended)).toBe(401);
  }
}

/** Kills the server when the nth temporary file appears, so while it is written. */
function killAtWrite(dataDir: string, nth: number, kill: () => Promise<unknown>) {
  const state = { done: false, ended: Promise.resolve<unknown>(null) };
  const watchers: FSWatcher[] = [];
  let count = 0;
  state.ended = new Promise((resolve) => {
    const seen = (_event: string, name: string | null) => {
      if (state.done || name === null || !name.includes('.tmp-')) return;
      count += 1;
      if (count < nth) return;
      state.done = true;
      for (const watcher of watchers) watcher.close();
      resolve(kill());
    };
    for (const folder of [dataDir, join(dataDir, 'records')]) watchers.push(watch(folder, seen));
  });
  return state;
}

async function temporaries(dataDir: string): Promise<string[]> {
  return (await readdir(dataDir, { recursive: true })).filter((name) => /\.tmp-/.test(name));
}

async function checkedFiles(dataDir: string): Promise<string[]> {
  const records = (await readdir(join(dataDir, 'records'))).filter((name) => name.endsWith('.json'));
  const files = (await readdir(dataDir)).filter((name) => /^catalog\.json(\.bak)?$/.test(name));
  return [...records.map((name) => join(dataDir, 'records', name)), ...files.map((name) => join(dataDir, name))];
}
