/**
 * Row 39: keys that reach an object's prototype, wherever the server reads JSON or keys. Each is refused or has no
 * effect, `Object.prototype` is unchanged, and there is no unhandled rejection.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { root } from '#board/records';
import { frameAwareness } from '#protocol/frames';
import type { Outline, SnapshotReply } from '#protocol/http-api';
import { readPresence } from '#protocol/presence';
import { StartError } from '../../sync-server/start-error.ts';
import { openDataFolder } from '../../sync-server/storage/embedded/open-data-folder.ts';
import { readTemplates } from '../../sync-server/templates.ts';
import { drawingOf } from '../board/rules/drawings-corpus.ts';
import { awarenessUpdate } from '../helpers/awareness-update.ts';
import { call, createBoard, serverInProcess, temporaryFolder } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const NAMES = ['__proto__', 'constructor', 'prototype'] as const;
/** As JSON text, because an object literal would set the prototype instead of creating the key. */
const POISONS = [
  '{"__proto__":{"polluted":1}',
  '{"constructor":{"prototype":{"polluted":1}}',
  '{"prototype":{"polluted":1}',
];
const own = JSON.stringify(Reflect.ownKeys(Object.prototype).map(String));
const rejected: unknown[] = [];
const onRejection = (reason: unknown) => rejected.push(reason);

beforeAll(() => void process.on('unhandledRejection', onRejection));
afterAll(() => void process.off('unhandledRejection', onRejection));
afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  expect(([] as { polluted?: unknown }).polluted).toBe(undefined);
  expect(JSON.stringify(Reflect.ownKeys(Object.prototype).map(String))).toBe(own);
  expect(rejected).toEqual([]);
});

/** The body as JSON, with each poison beside its own keys, and with each nested one and two levels deep. */
function poisoned(body: object): string[] {
  const rest = JSON.stringify(body).slice(1);
  return POISONS.flatMap((poison) => [
    `${poison}${rest === '}' ? '' : ','}${rest}`,
    `{"extra":${poison}}${rest === '}' ? '' : ','}${rest}`,
    `{"extra":[{"deeper":${poison}}}]${rest === '}' ? '' : ','}${rest}`,
  ]);
}

async function scene() {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const api = `${server.url}/api/boards/${board.id}`;
  const outline = async () => (await (await call(`${api}/outline`, board.viewer)).json()) as Outline;
  const regionId = (await outline()).sections[0]?.regions[0]?.id ?? '';
  return { ...server, board, api, outline, regionId };
}

describe('HTTP', () => {
  test('refuses bodies with such keys or ignores those keys', async () => {
    const { url, board, api, regionId, outline } = await scene();
    const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'x' });
    const { id: sid } = (await taken.json()) as SnapshotReply;
    const routes: [string, object][] = [
      [`${url}/api/boards`, { template: 'alternativer', title: 'T', alternatives: [{ title: 'A' }] }],
      [`${api}/notes`, { regionId, text: 'x' }],
      [`${api}/snapshots`, { name: 'x' }],
      [`${api}/snapshots/${sid}/restore`, {}],
    ];
    let sent = 0;
    const statuses = new Set<number>();
    for (const [route, body] of routes) {
      for (const text of poisoned(body)) {
        const headers = { authorization: `Bearer ${board.facilitator}`, 'content-type': 'application/json' };
        const answer = await fetch(route, { method: 'POST', headers, body: text });
        statuses.add(answer.status);
        expect([200, 201, 400], `${route} ${text}`).toContain(answer.status);
        expect(JSON.stringify(await answer.json())).not.toContain('polluted');
        sent++;
      }
    }
    expect(sent).toBe(36);
    expect(statuses.has(400)).toBe(true);
    expect(JSON.stringify(await outline())).not.toContain('polluted');
  });

  test('finds nothing under such names', async () => {
    const { url, board, api, regionId, outline } = await scene();
    const post = (route: string, body: object) => call(route, board.facilitator, 'POST', body);
    for (const name of NAMES) {
      expect((await post(`${url}/api/boards`, { template: name, title: 'T' })).status).toBe(400);
      expect((await post(`${url}/api/boards`, { template: 'alternativer', title: 'T', language: name })).status).toBe(
        400,
      );
      expect((await post(`${api}/notes`, { id: name, regionId, text: 'x' })).status).toBe(400);
      expect((await post(`${api}/notes`, { regionId: name, text: 'x' })).status).toBe(404);
      expect((await post(`${api}/notes`, { regionId, text: name, author: name })).status).toBe(201);
      expect((await post(`${api}/snapshots`, { name })).status).toBe(201);
      expect((await post(`${api}/snapshots/${name}/restore`, {})).status).toBe(404);
      for (const path of [`/snapshots/${name}`, `/images/${name}`, `/export?format=md&snapshot=${name}`])
        expect((await call(api + path, board.viewer)).status, path).toBe(404);
      for (const path of [`/export?format=${name}`, `/outline?lang=${name}`])
        expect((await call(api + path, board.viewer)).status, path).toBe(400);
      expect((await call(`${url}/api/boards/${name.padEnd(16, '_')}`, board.viewer)).status).toBe(401);
    }
    const texts = (await outline()).sections[0]?.regions[0]?.notes.map(({ text }) => text);
    expect(texts).toEqual([...NAMES]);
  });
});

describe('sync', () => {
  test('keeps a board readable that has such keys in records, properties and drawings', async () => {
    const { url, board, api, outline, regionId } = await scene();
    let written = 0;
    for (const name of NAMES) {
      for (const write of [
        (doc: Y.Doc) => root(doc, 'notes').set(name, new Y.Map([['author', 'x']])),
        (doc: Y.Doc) => root(doc, 'links').set('l', new Y.Map([[name, { polluted: 1 }]])),
        (doc: Y.Doc) =>
          root(doc, 'links').set('m', new Y.Map([['type', { a: JSON.parse(`{"${name}":{"polluted":1}}`) }]])),
        (doc: Y.Doc) => root(doc, 'drawings').set(`shape:${name}`, new Y.Map(Object.entries(drawingOf('geo')))),
        (doc: Y.Doc) => root(doc, 'drawings').set('shape:x', new Y.Map([[`props.${name}`, { polluted: 1 }]])),
        (doc: Y.Doc) => root(doc, 'meta').set(name, { polluted: 1 }),
      ]) {
        const client = new SyncClient(url, board.id, board.facilitator);
        onTestFinished(() => client.close());
        await client.until(() => client.synced);
        client.doc.transact(() => write(client.doc));
        await client.until(() => client.saved === client.sent || client.closed !== null);
        await client.close();
        written++;
      }
    }
    expect(written).toBe(18);
    expect((await outline()).sections.length).toBeGreaterThan(1);
    for (const format of ['md', 'json', 'xlsx'])
      expect((await call(`${api}/export?format=${format}`, board.viewer)).status).toBe(200);
    const answer = await call(`${api}/notes`, board.participant, 'POST', { regionId, text: 'Etterpå' });
    expect(answer.status).toBe(201);
    const joiner = new SyncClient(url, board.id, board.viewer);
    onTestFinished(() => joiner.close());
    await joiner.until(() => joiner.synced);
    expect(root(joiner.doc, 'notes').size).toBeGreaterThan(0);
  });

  test('ignores such keys in presence and keeps the sender connected', async () => {
    const { url, board } = await scene();
    const client = new SyncClient(url, board.id, board.participant);
    onTestFinished(() => client.close());
    await client.until(() => client.synced);
    const states = POISONS.flatMap((poison) => [
      `${poison}}`,
      `{"user":${poison}}}`,
      `{"cursor":${poison}},"editing":${poison}}}`,
    ]);
    for (const [clock, state] of states.entries()) {
      client.send(frameAwareness(awarenessUpdate([{ clientId: 7, clock, state }])));
      const { user, cursor, editing } = readPresence(JSON.parse(state)) ?? {};
      expect([user?.name, cursor, editing]).toEqual(['', null, null]);
    }
    root(client.doc, 'links').set('after', new Y.Map());
    await client.until(() => client.saved === client.sent || client.closed !== null);
    expect(client.closed).toBe(null);
  });
});

describe('files', () => {
  const label = { nb: 'x', nn: 'x', en: 'x' };
  const region = { key: 'a', title: label, column: 0, row: 0, width: 1, height: 1, colour: 'slate' };
  const section = { key: 's', title: label, regions: [region] };
  const template = { id: 'mal', version: 1, title: label, description: label, sections: [section] };

  test('refuses a template with such a key or id, or reads it without the key', async () => {
    const texts = [
      ...poisoned(template),
      ...NAMES.map((key) => JSON.stringify({ ...template, sections: [{ ...section, key }] })),
      ...NAMES.map((key) => JSON.stringify({ ...template, sections: [{ ...section, regions: [{ ...region, key }] }] })),
    ];
    let refused = 0;
    for (const text of texts) {
      const folder = await temporaryFolder();
      await writeFile(join(folder, 'mal.json'), text);
      const read = await readTemplates([folder]).catch((error: unknown) => error);
      if (read instanceof StartError) refused++;
      else expect(JSON.stringify([...(read as Map<string, unknown>)])).not.toContain('polluted');
    }
    expect(refused).toBeGreaterThan(8);
    for (const name of NAMES) {
      const folder = await temporaryFolder();
      await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...template, id: name }));
      if (name === '__proto__') await expect(readTemplates([folder])).rejects.toThrow(StartError);
      else expect([...(await readTemplates([folder])).keys()]).toEqual([name]);
    }
  });

  test('reads a board’s record with such a key without effect', async () => {
    const id = 'x'.repeat(22);
    const record = {
      id,
      templates: ['alternativer'],
      createdAt: 1,
      invites: { facilitator: null, participant: null, viewer: null },
      snapshots: [],
      images: [],
      deletedAt: null,
    };
    for (const text of poisoned(record)) {
      const folder = await temporaryFolder();
      await (await openDataFolder(folder, () => undefined)).close();
      await mkdir(join(folder, 'records'), { recursive: true });
      for (const [name, body] of [
        [id, `{"revision":1,"record":${text}}`],
        ['__proto__', `{"revision":1,"record":${text.replace(id, '__proto__')}}`],
      ] as const)
        await writeFile(
          join(folder, 'records', `${name}.json`),
          `${createHash('sha256').update(body).digest('hex')}\n${body}`,
        );
      const { catalog, close } = await openDataFolder(folder, () => undefined);
      for (const name of [...NAMES, 'toString']) {
        const found = await catalog.get(name as never);
        expect(found === null || found.id === name).toBe(true);
      }
      expect((await catalog.get(id as never))?.templates).toEqual(['alternativer']);
      await close();
    }
  });
});
