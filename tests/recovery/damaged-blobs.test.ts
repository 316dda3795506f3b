/**
 * Reliability row 71: the files of snapshots and pictures are damaged under a running server and a stopped one: bits
 * flipped, ends cut off, files removed, lengthened or swapped. Asserts that nothing damaged is ever handed out, that
 * each caller gets a problem with its sentence, and that /readyz and the log name the damage.
 */
import { copyFile, cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoreBackup } from '../../sync-server/storage/embedded/backup/restore-backup.ts';
import { writeBackup } from '../../sync-server/storage/embedded/backup/write-backup.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { type ServerProcess, startServer } from '../helpers/server-process.ts';

const DAMAGES = rounds(40, 200);
const EACH = 6;
const ENV = { LIMIT_WRITES_PER_MINUTE: '1000000', LIMIT_REQUESTS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' };
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** A board with snapshots and pictures on a server of its own. */
class Shelf {
  readonly #dataDir: string;
  readonly board: TestBoard;
  readonly snapshots: string[] = [];
  readonly images: string[] = [];
  server: ServerProcess;

  static async on(dataDir: string): Promise<Shelf> {
    const server = await startServer(dataDir, ENV);
    const shelf = new Shelf(dataDir, server, await createBoard(server.url));
    const { board } = shelf;
    const outline = await (await shelf.get('/outline')).json();
    const regionId = outline.sections[0].regions[0].id;
    for (let i = 0; i < EACH; i++) {
      await call(shelf.api('/notes'), board.participant, 'POST', { regionId, text: `HOY ${i}` });
      const taken = await call(shelf.api('/snapshots'), board.facilitator, 'POST', { name: `S${i}` });
      shelf.snapshots.push((await taken.json()).id);
      const stored = await fetch(shelf.api('/images'), {
        method: 'POST',
        headers: { authorization: `Bearer ${board.participant}`, 'content-type': 'image/png' },
        body: Buffer.concat([PNG, Buffer.alloc(300 + i, i)]),
      });
      shelf.images.push((await stored.json()).id);
    }
    return shelf;
  }

  private constructor(dataDir: string, server: ServerProcess, board: TestBoard) {
    this.#dataDir = dataDir;
    this.server = server;
    this.board = board;
  }

  api(path: string): string {
    return `${this.server.url}/api/boards/${this.board.id}${path}`;
  }

  get(path: string): Promise<Response> {
    return call(this.api(path), this.board.viewer, 'GET', undefined, { 'accept-language': 'nb' });
  }

  /** Every way in which the bytes of a blob reach somebody. */
  waysTo(id: string): (() => Promise<Response>)[] {
    if (this.images.includes(id)) return [() => this.get(`/images/${id}`)];
    return [
      () => this.get(`/snapshots/${id}/document`),
      () => this.get(`/export?format=json&snapshot=${id}`),
      () =>
        call(this.api(`/snapshots/${id}/restore`), this.board.facilitator, 'POST', undefined, {
          'accept-language': 'nb',
        }),
    ];
  }

  file(id: string): string {
    return join(this.#dataDir, 'blobs', this.board.id, id);
  }
}

interface Readiness {
  readonly status: string;
  readonly damaged: readonly { readonly store: string; readonly fault: string }[];
}

async function readiness({ server }: Shelf): Promise<Readiness> {
  const answer = await fetch(`${server.url}/readyz`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Readiness;
}

/** Damages a file in one of many ways; returns which. */
async function damage(path: string, other: string, random: Random): Promise<string> {
  const whole = await readFile(path);
  const kind = random.pick(['flip', 'flip', 'flip', 'cut', 'cut', 'emptied', 'removed', 'lengthened', 'swapped']);
  if (kind === 'removed') await rm(path);
  else if (kind === 'swapped') await copyFile(other, path);
  else {
    const bytes =
      kind === 'cut'
        ? whole.subarray(0, random.below(whole.length))
        : kind === 'emptied'
          ? Buffer.alloc(0)
          : Buffer.concat([whole, Buffer.alloc(kind === 'lengthened' ? 1 + random.below(600) : 0)]);
    const at = random.below(whole.length);
    if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    await writeFile(path, bytes);
  }
  return kind;
}

test(`row 71: of ${DAMAGES} damages of snapshots and pictures, none is handed out and each is named`, {
  timeout: 60_000 + DAMAGES * 2_000,
}, async () => {
  const shelf = await Shelf.on(join(await temporaryFolder(), 'data'));
  const random = new Random(announcedSeed('damaged blobs'));
  expect(await readiness(shelf)).toMatchObject({ status: 'ok' });
  const outline = await (await shelf.get('/outline')).text();
  const hit = new Set<string>();
  const seen = new Map<string, number>();
  const wrong: string[] = [];
  for (let i = 0; i < DAMAGES; i++) {
    const ids = random.chance(0.5) ? shelf.snapshots : shelf.images;
    const id = random.pick(ids);
    const whole = await readFile(shelf.file(id));
    const kind = await damage(shelf.file(id), shelf.file(random.pick(ids.filter((one) => one !== id))), random);
    for (const way of shelf.waysTo(id)) {
      const answer = await way();
      const body = await answer.text();
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (answer.status !== 503 || JSON.parse(body).code !== 'file-damaged') wrong.push(`${kind}: ${answer.status}`);
      else expect(JSON.parse(body).title).toMatch(/^Øyeblikksbildet eller bildet er skadet på disken/);
    }
    hit.add(id);
    await writeFile(shelf.file(id), whole);
    const { status, damaged } = await readiness(shelf);
    if (status !== 'degraded' || !damaged.some(({ store }) => store === 'blobs')) wrong.push(`${kind}: not named`);
  }
  console.info(`damages ${DAMAGES} ${JSON.stringify(Object.fromEntries(seen))}, not told ${wrong.length}`, wrong);
  expect(wrong).toEqual([]);
  expect(seen.size).toBe(6);
  for (const id of hit) expect(shelf.server.log()).toContain(`blobs/${shelf.board.id}/${id} is damaged`);
  expect(JSON.stringify((await readiness(shelf)).damaged)).not.toContain(shelf.board.id);
  // Nothing was restored from a damaged snapshot, and what is whole again is served again.
  expect(await (await shelf.get('/outline')).text()).toBe(outline);
  for (const id of [...shelf.snapshots, ...shelf.images]) {
    for (const way of shelf.waysTo(id)) expect((await way()).status).toBe(200);
  }
  expect(await shelf.server.end('SIGTERM')).toBe(0);
});

test('row 71: damage that nobody asks for is named soon after the start, and by the backup', {
  timeout: 90_000,
}, async () => {
  const folder = await temporaryFolder();
  const dataDir = join(folder, 'data');
  const shelf = await Shelf.on(dataDir);
  expect(await shelf.server.end('SIGTERM')).toBe(0);
  const sound = join(folder, 'sound');
  await cp(dataDir, sound, { recursive: true });
  expect(await writeBackup(dataDir, join(folder, 'sound.tar'), 1)).toMatchObject({ boards: 1, damaged: [] });

  const [flipped = ''] = shelf.images;
  const [cut = ''] = shelf.snapshots;
  const bytes = await readFile(shelf.file(flipped));
  bytes[200] = (bytes[200] ?? 0) ^ 4;
  await writeFile(shelf.file(flipped), bytes);
  await writeFile(
    shelf.file(cut),
    (await readFile(shelf.file(cut))).subarray(0, (await stat(shelf.file(cut))).size - 7),
  );

  const { damaged } = await writeBackup(dataDir, join(folder, 'damaged.tar'), 1);
  expect([...damaged].sort()).toEqual(
    [
      `blobs/${shelf.board.id}/${flipped} (its checksum is wrong)`,
      `blobs/${shelf.board.id}/${cut} (its last 7 bytes are missing)`,
    ].sort(),
  );
  for (const [tar, faults] of [
    ['sound.tar', 0],
    ['damaged.tar', 2],
  ] as const) {
    const restored = join(folder, `from-${tar}`);
    await restoreBackup(join(folder, tar), restored);
    shelf.server = await startServer(restored, ENV);
    const named = async () => (await readiness(shelf)).damaged.filter(({ store }) => store === 'blobs').length;
    await expect.poll(named, { timeout: 10_000 }).toBe(faults);
    for (const id of [...shelf.images, ...shelf.snapshots]) {
      const expected = faults > 0 && [flipped, cut].includes(id) ? 503 : 200;
      for (const way of shelf.waysTo(id)) expect((await way()).status).toBe(expected);
    }
    // What is deleted is no damage any more.
    for (const id of shelf.snapshots) await call(shelf.api(`/snapshots/${id}`), shelf.board.facilitator, 'DELETE');
    expect(await named()).toBe(faults === 0 ? 0 : 1);
    await call(shelf.api(''), shelf.board.facilitator, 'DELETE');
    expect(await readiness(shelf)).toMatchObject({ status: 'ok', damaged: [] });
    expect(await shelf.server.end('SIGTERM')).toBe(0);
  }
  expect(await readdir(join(dataDir, 'blobs', shelf.board.id))).toHaveLength(2 * EACH);
});
