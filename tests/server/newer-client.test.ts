/**
 * Row 42: clients of different versions on one board. What only the newer one knows survives loading, checkpoints and
 * the edits of an older one; a board whose schema is newer than the server's is left untouched.
 */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { putDrawing } from '#board/drawing';
import type { BoardId } from '#board/ids';
import { deleteNote, moveNote, noteFragment, restoreNote, setNoteProperty } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { SCHEMA_VERSION } from '#board/schema/schema-version';
import { replaceText } from '#board/text';
import type { SnapshotReply } from '#protocol/http-api';
import { cloneOf, noteId } from '../board/helpers.ts';
import { drawingOf } from '../board/rules/drawings-corpus.ts';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const N = noteId('n');
const NEWER = { mood: { a: [1, { b: null }] }, 'prop:t.new': 'verdi' };

/** Writes what a future version might: unknown properties of notes and records, and unknown kinds. */
function writeAsNewer(doc: Y.Doc): void {
  const note = propertiesOf(doc, 'notes', N);
  for (const [key, value] of Object.entries(NEWER)) note?.set(key, value);
  root(doc, 'meta').set('theme', { dark: true });
  root(doc, 'links').set('l1', new Y.Map(Object.entries({ type: 'weighs', from: N, to: N, weight: 3 })));
  const geo = drawingOf('geo');
  putDrawing(doc, geo.id, { ...geo, props: { ...geo.props, glow: 'soft' } });
}

function expectNewer(doc: Y.Doc): void {
  expect(propertiesOf(doc, 'notes', N)?.toJSON()).toMatchObject(NEWER);
  expect(root(doc, 'meta').get('theme')).toEqual({ dark: true });
  expect(propertiesOf(doc, 'links', 'l1')?.get('weight')).toBe(3);
  expect(propertiesOf(doc, 'drawings', 'shape:geo')?.get('props.glow')).toBe('soft');
}

/** Makes every kind of edit that this version makes to a note, and to a drawing that it can show. */
function editAsOlder(doc: Y.Doc): void {
  const fragment = noteFragment(doc, N);
  if (fragment !== null) replaceText(fragment, 'Skrevet om');
  moveNote(doc, N, { pos: [1, 2], order: 'a5' });
  setNoteProperty(doc, N, 't.antall', 4);
  deleteNote(doc, N, 5);
  restoreNote(doc, N);
  const shown = readBoard(doc).drawings.get('shape:geo');
  putDrawing(doc, 'shape:geo', { ...shown, x: 77 });
}

test('keeps what a newer client wrote through checkpoints, loading and an older client’s edits', async () => {
  const { url } = await serverInProcess({ env: { LIMIT_IDLE_ROOM_MS: '1', LIMIT_LOG_ENTRIES: '2' } });
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  const { sections } = await (await call(`${api}/outline`, board.viewer)).json();
  const regionId = sections[0].regions[0].id as string;
  await call(`${api}/notes`, board.participant, 'POST', { id: N, regionId, text: 'Skrevet' });
  const visit = async (change: (doc: Y.Doc) => void) => {
    const client = new SyncClient(url, board.id, board.facilitator);
    onTestFinished(() => client.close());
    await client.until(() => client.synced);
    client.doc.transact(() => change(client.doc));
    await client.until(() => client.saved === client.sent);
    await client.close();
    return client.doc;
  };
  await visit(writeAsNewer);
  for (let round = 0; round < 4; round++) {
    await isUnloaded(url);
    expectNewer(await visit(editAsOlder));
  }
  await isUnloaded(url);
  const last = await visit(() => undefined);
  expectNewer(last);
  expect(readBoard(last).notes.get(N)).toMatchObject({
    text: 'Skrevet om',
    properties: { 't.antall': 4, 't.new': 'verdi' },
  });

  // A snapshot keeps it too, and restoring brings it back.
  const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'x' });
  const { id } = (await taken.json()) as SnapshotReply;
  await visit((doc) => propertiesOf(doc, 'notes', N)?.set('mood', 'other'));
  expect((await call(`${api}/snapshots/${id}/restore`, board.facilitator, 'POST')).status).toBe(200);
  expectNewer(await visit(() => undefined));
}, 60_000);

test('neither opens nor writes to a board that a newer server has migrated', async () => {
  const { url, storage } = await serverInProcess({ env: { LIMIT_IDLE_ROOM_MS: '1' } });
  const board = await createBoard(url);
  await isUnloaded(url);
  const id = board.id as BoardId;
  const { seq, updates } = await storage.log.load(id);
  const doc = createBoardDoc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const vector = Y.encodeStateVector(doc);
  root(doc, 'meta').set('schemaVersion', SCHEMA_VERSION + 1);
  await storage.log.append(id, { seq: seq + 1, updates: [Y.encodeStateAsUpdate(doc, vector)], at: 1 });
  const raised = await storage.log.load(id);
  expect((await call(`${url}/api/boards/${id}`, board.viewer)).status).toBe(503);
  const client = new SyncClient(url, id, board.facilitator);
  await client.until(() => client.closed !== null);
  expect(client.closed).toBe(1013);
  const after = await storage.log.load(id);
  expect([after.seq, after.updates]).toEqual([raised.seq, raised.updates]);
  expect((await createBoard(url)).id).not.toBe(id);
});

test('keeps unknown roots when a snapshot is restored', () => {
  const doc = createBoardDoc();
  const snapshot = cloneOf(doc);
  root(doc, 'unknown').set('t', new Y.Map([['a', 1]]));
  restoreBoard(doc, snapshot, { atMs: 1 });
  expect(propertiesOf(doc, 'unknown', 't')?.get('a')).toBe(1);
});

/** Waits until the board is no longer in memory, so that only what was stored is left. */
async function isUnloaded(url: string): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const open = /^\w*rooms\w*(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1];
    if (open === undefined) throw new Error('there is no metric for open rooms');
    if (open === '0') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
