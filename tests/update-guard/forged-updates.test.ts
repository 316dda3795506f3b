import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, MAP_ROOTS } from '#board/board-doc';
import { placesRoot } from '#board/places';
import { BoardReader } from '#board/reading/board-reader';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { Member, seedUpdate } from '../board/random-edits.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { forge } from './forging.ts';
import { glanceAgrees, judge } from './judging.ts';
import { editSomeType } from './yjs-edits.ts';

const ROUNDS = Number(process.env.ROUNDS ?? rounds(600, 10_000));
const BOARDS = 6;

it(
  'refuses a forged update or names every root it changes, and accepts nothing that makes Yjs throw',
  () => {
    const seed = announcedSeed('forged updates');
    const seen: Seen = { refused: 0, gaps: 0, sure: 0, changed: 0, unchanged: 0, elsewhere: 0, edited: 0 };
    const boards = Array.from({ length: BOARDS }, (_, i) => boardWithHistory(new Random(seed + i)));
    for (let i = 0; i < ROUNDS; i++) {
      const random = new Random(seed + i);
      const round = new ForgedRound(random.pick(boards), random, seen);
      for (let count = 2 + random.below(4); count > 0; count--) {
        round.forge();
        if (random.chance(0.3)) round.edit();
      }
      round.end();
    }
    console.info(JSON.stringify(seen));
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  },
  Math.max(180_000, ROUNDS * 60),
);

type Seen = Record<'refused' | 'gaps' | 'sure' | 'changed' | 'unchanged' | 'elsewhere' | 'edited', number>;

/** A board with edits, undos and deletions by two members, as one update. */
function boardWithHistory(random: Random): Uint8Array {
  const docs = [7, 8].map((clientID) => boardOf(seedUpdate(1_000_000 + clientID), clientID));
  const members = docs.map((doc, i) => new Member(doc, i, random));
  const undos = docs.map(
    (doc) =>
      new Y.UndoManager(
        MAP_ROOTS.map((name) => root(doc, name)),
        { trackedOrigins: new Set<unknown>([Member]), captureTimeout: 0 },
      ),
  );
  for (let i = 0; i < 60; i++) {
    const which = random.below(2);
    const doc = docs[which] as Y.Doc;
    if (random.chance(0.1)) undos[which]?.undo();
    else members[which]?.edit();
    doc.transact(() => editSomeType([root(doc, 'links'), placesRoot(doc)], random));
    if (random.chance(0.3)) for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  }
  for (const undo of undos) undo.destroy();
  return Y.mergeUpdates(docs.map((doc) => Y.encodeStateAsUpdate(doc)));
}

function boardOf(state: Uint8Array, clientID: number): Y.Doc {
  const doc = createBoardDoc();
  doc.clientID = clientID;
  Y.applyUpdate(doc, state);
  return doc;
}

/** A server's document and a browser's, to which the same updates are applied. Anything thrown here fails the test. */
class ForgedRound {
  readonly #random: Random;
  readonly #seen: Seen;
  readonly #server: Y.Doc;
  readonly #browser: Y.Doc;
  readonly #reader: BoardReader;
  #browserId = 1235;

  constructor(state: Uint8Array, random: Random, seen: Seen) {
    this.#random = random;
    this.#seen = seen;
    this.#server = boardOf(state, 1234);
    this.#browser = boardOf(state, this.#browserId);
    this.#reader = new BoardReader(this.#browser);
    this.#browser.on('afterTransactionCleanup', () => {
      // Yjs draws a new client id where somebody else has written with this one.
      if (this.#browser.clientID !== this.#browserId) this.#browserId = this.#browser.clientID = random.clientId();
    });
    this.#browser.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) Y.applyUpdate(this.#server, update);
    });
  }

  /** Judges a forged update of another member, applies it if it was accepted, and checks what changed. */
  forge(): void {
    const update = forge(this.#server, this.#random);
    const found = judge(this.#server, update);
    if (glanceAgrees(this.#server, update, found)) this.#seen.sure++;
    if (found === 'refused') {
      this.#seen.refused++;
      return;
    }
    if (found.gap || found.empty) {
      this.#seen[found.gap ? 'gaps' : 'unchanged']++;
      return; // the server applies neither
    }
    const before = pictureOf(this.#server);
    for (const doc of [this.#server, this.#browser]) {
      Y.applyUpdate(doc, update);
      expect(doc.store.pendingStructs).toBe(null);
      expect(doc.store.pendingDs).toBe(null);
    }
    this.#reader.read();
    const after = pictureOf(this.#server);
    let changed = 0;
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      if ((before.get(name) ?? EMPTY) === (after.get(name) ?? EMPTY)) continue;
      changed++;
      expect(found.roots, `${name} changes by ${Buffer.from(update).toString('hex')}`).toContain(name);
      if (name !== 'notes') this.#seen.elsewhere++;
    }
    this.#seen[changed > 0 ? 'changed' : 'unchanged']++;
  }

  /** The browser's member edits near what was forged. */
  edit(): void {
    this.#browser.transact(() => {
      editSomeType([...MAP_ROOTS.map((name) => root(this.#browser, name)), placesRoot(this.#browser)], this.#random);
    });
    this.#reader.read();
    this.#seen.edited++;
  }

  /** Checks that a newcomer gets the same board, and that everything can be deleted in every copy. */
  end(): void {
    const latest = boardOf(Y.encodeStateAsUpdate(this.#server), 1236);
    readBoard(latest);
    expect(pictureOf(this.#browser)).toEqual(pictureOf(this.#server));
    // Sorted letters, not their order: a forged item without a left neighbour may name a right one that has its own;
    // then copies order them differently.
    expect(lettersOf(latest)).toBe(lettersOf(this.#server));
    for (const doc of [this.#server, this.#browser, latest]) {
      doc.transact(() => {
        for (const name of MAP_ROOTS) root(doc, name).clear();
        placesRoot(doc).delete(0, placesRoot(doc).length);
      });
      Y.encodeStateAsUpdate(doc);
    }
    this.#reader.destroy();
  }
}

const EMPTY = '{}[]';

/** The visible content of each root, found by walking Yjs' own chains rather than from the items' parents. */
function pictureOf(doc: Y.Doc): Map<string, string> {
  const pictures = [...doc.share].map(([name, type]): [string, string] => [name, typePicture(type)]);
  return new Map(pictures.filter(([, picture]) => picture !== EMPTY));
}

function lettersOf(doc: Y.Doc): string {
  return [...pictureOf(doc)]
    .map(([name, picture]) => name + [...picture].sort().join(''))
    .sort()
    .join('\n');
}

function typePicture(type: Pick<Y.AbstractType<unknown>, '_map' | '_start'>): string {
  const keys = [...type._map].filter(([, item]) => !item.deleted).sort(([a], [b]) => (a < b ? -1 : 1));
  const chain: string[] = [];
  for (let item = type._start; item !== null; item = item.right) if (!item.deleted) chain.push(itemPicture(item));
  return `{${keys.map(([key, item]) => `${key}:${valuePicture(item)}`).join(',')}}[${chain.join('')}]`;
}

/** Of an item with several values under a key, the last one is the key's value. */
function valuePicture(item: Y.Item): string {
  if (item.content instanceof Y.ContentType) return typePicture(item.content.type as Y.AbstractType<unknown>);
  return JSON.stringify(item.content.getContent().at(-1)) ?? '';
}

function itemPicture({ content }: Y.Item): string {
  if (content instanceof Y.ContentType) return typePicture(content.type as Y.AbstractType<unknown>);
  // Yjs may split text in the middle of a surrogate pair, and then replaces both halves.
  if (content instanceof Y.ContentString) return content.str.replace(/[\ud800-\udfff\ufffd]/g, '?');
  return content
    .getContent()
    .map((value) => `${JSON.stringify(value)};`)
    .join('');
}
