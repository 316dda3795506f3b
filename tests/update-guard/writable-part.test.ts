/**
 * What a participant's browser may bring of an update that also holds a facilitator's changes. For random documents: the
 * part touches only writable roots, can be applied at once, and takes nothing away from the whole.
 */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { glance } from '../../sync-server/update-guard/glance.ts';
import { KnownStructs } from '../../sync-server/update-guard/known-structs.ts';
import { touches } from '../../sync-server/update-guard/touches.ts';
import { writablePart } from '../../sync-server/update-guard/writable-part.ts';
import { rounds } from '../helpers/rounds.ts';
import { forEachSeed, type Random } from '../helpers/seeds.ts';

const ROUNDS = rounds(300, 3000);
const isWritable = (root: string) => root === 'notes';

test('the part is writable, complete in itself, and leads to the same document', { timeout: 120_000 }, () => {
  let parts = 0;
  forEachSeed('writable parts', ROUNDS, (random) => {
    const server = createBoardDoc();
    const browsers = Array.from({ length: 3 }, () => browserOf(random, server));
    for (let i = 0; i < 5; i++) step(random, browsers);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(random.pick(browsers)));
    for (let i = 0; i < 15; i++) step(random, browsers);
    const update = Y.encodeStateAsUpdate(random.pick(browsers), Y.encodeStateVector(server));
    const part = writablePart(server, update, isWritable);
    if (part === null) throw new Error('nothing was missing, so there is a part');
    glance(new KnownStructs(), part); // the bytes are well formed
    const touched = touches(server, part);
    expect(touched.gap).toBe(false);
    expect([...touched.roots].filter((root) => !isWritable(root))).toEqual([]);

    const [there, expected] = [copyOf(server), copyOf(server)];
    Y.applyUpdate(there, part);
    expect(there.store.pendingStructs).toBeNull();
    expect(there.getMap('meta').toJSON()).toEqual(server.getMap('meta').toJSON());
    if (Y.encodeStateVector(there).length > Y.encodeStateVector(server).length) parts++;
    Y.applyUpdate(expected, update);
    Y.applyUpdate(there, update);
    expect(contentOf(there)).toEqual(contentOf(expected));
  });
  expect(parts).toBeGreaterThan(ROUNDS / 10); // parts that added a client's structs
});

test('an update whose client waits for something missing has no part', () => {
  const doc = new Y.Doc();
  doc.getMap('notes').set('a', 1);
  const before = Y.encodeStateVector(doc);
  doc.getMap('meta').set('b', 1);
  expect(writablePart(createBoardDoc(), Y.encodeStateAsUpdate(doc, before), isWritable)).toBeNull();
});

function browserOf(random: Random, server: Y.Doc): Y.Doc {
  const doc = copyOf(server);
  doc.clientID = random.clientId();
  return doc;
}

/** One browser changes something, or receives what another has. */
function step(random: Random, browsers: readonly Y.Doc[]): void {
  const doc = random.pick(browsers);
  const notes = doc.getMap('notes');
  const existing = random.maybe([...notes.keys()]);
  const note = existing === undefined ? undefined : notes.get(existing);
  switch (random.below(6)) {
    case 0:
      doc.getMap('meta').set(`key-${random.below(3)}`, random.below(100));
      return;
    case 1:
      notes.set(`note-${random.below(20)}`, new Y.Text('text'));
      return;
    case 2:
      if (note instanceof Y.Text) note.insert(random.below(note.length + 1), 'in');
      return;
    case 3:
      if (note instanceof Y.Text && note.length > 1) note.delete(random.below(note.length - 1), 1);
      return;
    case 4:
      if (existing !== undefined) notes.delete(existing);
      return;
    default:
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(random.pick(browsers)));
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createBoardDoc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function contentOf(doc: Y.Doc): unknown {
  return [doc.getMap('notes').toJSON(), doc.getMap('meta').toJSON()];
}
