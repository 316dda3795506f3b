import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { placesRoot } from '#board/places';
import { root } from '#board/records';
import { UpdateFault } from '../../sync-server/update-guard/byte-cursor.ts';
import { partsOf } from '../../sync-server/update-guard/parts/update-parts.ts';
import { touches } from '../../sync-server/update-guard/touches.ts';
import { UpdateReader } from '../../sync-server/update-guard/update-reader.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { forgedUpdate } from './forged-update.ts';
import { editSomeType } from './yjs-edits.ts';

const ROUNDS = rounds(40, 1000);
/** Few structs in a part, so that small documents have many parts. */
const MOST = 7;

it('cuts what members wrote apart from each other into parts that do what the whole does', () => {
  const seed = announcedSeed('parts of honest updates');
  const seen = { parts: 0, crossing: 0, deletions: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const random = new Random(seed + round);
    const { held, brought } = twoStates(random);
    const inParts = docWith(held);
    for (const part of partsOf(brought, inParts, MOST)) {
      if (part === null) continue;
      expect(sizeOf(part)).toBeLessThanOrEqual(MOST);
      expect(touches(inParts, part).gap).toBe(false);
      Y.applyUpdate(inParts, part);
      seen.parts += 1;
      if (clientsIn(part) > 1) seen.crossing += 1;
      if (clientsIn(part) === 0) seen.deletions += 1;
    }
    const whole = docWith(held);
    Y.applyUpdate(whole, brought);
    expect(inParts.toJSON()).toEqual(whole.toJSON());
    expect(Y.encodeStateVector(inParts)).toEqual(Y.encodeStateVector(whole));
    expect(deletedIn(inParts)).toEqual(deletedIn(whole));
  }
  console.info(JSON.stringify(seen));
  expect(seen.parts).toBeGreaterThan(5 * ROUNDS);
  expect(seen.crossing).toBeGreaterThan(ROUNDS);
  expect(seen.deletions).toBeGreaterThan(ROUNDS / 4);
}, 120_000);

it('takes a deleted range apart only between structs', () => {
  const doc = createBoardDoc();
  for (let i = 0; i < 40; i++) root(doc, 'notes').set(`n${i}`, new Y.Text('😀 et smil'));
  const held = Y.encodeStateAsUpdate(doc);
  const before = Y.encodeStateVector(doc);
  for (const id of [...root(doc, 'notes').keys()]) root(doc, 'notes').delete(id);
  const inParts = docWith(held);
  const parts = [...partsOf(Y.encodeStateAsUpdate(doc, before), inParts, MOST)];
  for (const part of parts) if (part !== null) Y.applyUpdate(inParts, part);
  expect(parts.length).toBeGreaterThan(5);
  expect(root(inParts, 'notes').size).toBe(0);
  expect(deletedIn(inParts)).toEqual(deletedIn(doc));
});

it('refuses structs that wait for each other in a circle', () => {
  const first = (client: number, other: number) => ({
    client,
    clock: 0,
    structs: [{ origin: { client: other, clock: 0 }, content: { any: [1] } }],
  });
  expect(() => [...partsOf(forgedUpdate([first(1, 2), first(2, 1)]), createBoardDoc())]).toThrow(UpdateFault);
});

/** What a server holds, and a step 2 with what several members wrote since, partly upon each other's. */
function twoStates(random: Random): { held: Uint8Array; brought: Uint8Array } {
  const docs = [10, 20, 30].map((clientID) => {
    const doc = createBoardDoc();
    doc.clientID = clientID;
    return doc;
  });
  const writeAndMeet = (edits: number) => {
    for (let i = 0; i < edits; i++) {
      const doc = random.pick(docs);
      doc.transact(() => editSomeType([root(doc, 'notes'), root(doc, 'meta'), placesRoot(doc)], random));
      if (random.chance(0.1)) Y.applyUpdate(random.pick(docs), Y.encodeStateAsUpdate(doc));
    }
    for (const doc of docs) for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  };
  const [browser] = docs as [Y.Doc];
  writeAndMeet(random.below(60));
  const held = Y.encodeStateAsUpdate(browser);
  const vector = Y.encodeStateVector(browser);
  writeAndMeet(150);
  return { held, brought: Y.encodeStateAsUpdate(browser, random.chance(0.8) ? vector : undefined) };
}

function docWith(update: Uint8Array): Y.Doc {
  const doc = createBoardDoc();
  Y.applyUpdate(doc, update);
  return doc;
}

function sizeOf(part: Uint8Array): number {
  const reader = new UpdateReader(part);
  let structs = 0;
  while (reader.nextStruct()) structs += 1;
  return structs;
}

function clientsIn(part: Uint8Array): number {
  return new UpdateReader(part).clients;
}

/** The deleted clocks of each client, whatever structs hold them. */
function deletedIn(doc: Y.Doc): unknown {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store);
  return new Map([...clients].sort(([a], [b]) => a - b));
}
