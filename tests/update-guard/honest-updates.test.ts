import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { placesRoot } from '#board/places';
import { root } from '#board/records';
import { touches } from '../../sync-server/update-guard/touches.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { editSomeType } from './yjs-edits.ts';

const ROUNDS = rounds(100, 2000);

it('accepts everything that Yjs writes: in every kind of type, after undo and redo, merged, partial or resent', () => {
  const seed = announcedSeed('honest updates of every kind');
  const seen = { taken: 0, gaps: 0, overlapping: 0, undone: 0, redone: 0 };
  for (let round = 0; round < ROUNDS; round++) new Round(new Random(seed + round), seen).run();
  console.info(JSON.stringify(seen));
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
}, 120_000);

it('accepts text written at the start of a note that others have deleted', () => {
  const server = createBoardDoc();
  root(server, 'notes').set('n', new Y.Text('x'));
  const member = createBoardDoc();
  Y.applyUpdate(member, Y.encodeStateAsUpdate(server));
  const written: Uint8Array[] = [];
  member.on('update', (update: Uint8Array) => written.push(update));
  const text = root(member, 'notes').get('n') as Y.Text;
  for (const letter of 'abc') text.insert(0, letter);
  text.insert(1, 'd');
  root(server, 'notes').delete('n');
  // The collected text is one struct, in which the right neighbour of 'd' comes before its left one.
  for (const update of written) {
    expect(touches(server, update).gap).toBe(false);
    Y.applyUpdate(server, update);
  }
  expect(written).toHaveLength(4);
});

type Seen = Record<'taken' | 'gaps' | 'overlapping' | 'undone' | 'redone', number>;

/** Three members with undo edit maps, arrays and texts, and send their updates in every way that a Yjs client may. */
class Round {
  readonly #random: Random;
  readonly #seen: Seen;
  readonly #server = createBoardDoc();
  readonly #members: { doc: Y.Doc; undo: Y.UndoManager; written: Uint8Array[] }[];

  constructor(random: Random, seen: Seen) {
    this.#random = random;
    this.#seen = seen;
    this.#members = [10, 20, 30].map((clientID) => {
      const doc = createBoardDoc();
      doc.clientID = clientID;
      const trackedOrigins = new Set<unknown>(['own']);
      // Not a time: then it would depend on the machine what is undone at once.
      const captureTimeout = random.chance(0.5) ? 0 : Number.POSITIVE_INFINITY;
      const undo = new Y.UndoManager([root(doc, 'notes'), root(doc, 'meta'), placesRoot(doc)], {
        trackedOrigins,
        captureTimeout,
      });
      const written: Uint8Array[] = [];
      doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
        if (local) written.push(update);
      });
      return { doc, undo, written };
    });
  }

  run(): void {
    const random = this.#random;
    for (let step = 0; step < 120; step++) {
      const { doc, undo } = random.pick(this.#members);
      if (random.chance(0.12)) this.#seen.undone += didStep(() => undo.undo());
      else if (random.chance(0.08)) this.#seen.redone += didStep(() => undo.redo());
      else doc.transact(() => this.#edit(doc), 'own');
      if (random.chance(0.3)) undo.stopCapturing();
      if (random.chance(0.3)) this.#send();
      if (random.chance(0.15)) this.#sendAgain();
      if (random.chance(0.2)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#server, Y.encodeStateVector(doc)));
      if (random.chance(0.2)) {
        // As between two tabs of one browser, which exchange updates directly.
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(random.pick(this.#members).doc, Y.encodeStateVector(doc)));
      }
    }
    for (const { undo } of this.#members) undo.destroy();
  }

  #send(): void {
    const { doc, written } = this.#random.pick(this.#members);
    const updates = written.splice(0);
    if (updates.length === 0) return;
    for (const update of this.#random.chance(0.5) ? [Y.mergeUpdates(updates)] : updates) {
      if (!this.#take(update)) this.#take(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(this.#server)));
    }
  }

  /** Sends more than the server lacks: also whole structs, or parts of structs, that it already holds. */
  #sendAgain(): void {
    const { doc } = this.#random.pick(this.#members);
    const since = Y.decodeStateVector(Y.encodeStateVector(this.#server));
    for (const [client, clock] of since) {
      if (this.#random.chance(0.5)) since.set(client, Math.max(0, clock - this.#random.below(8)));
    }
    const vector = Y.encodeStateVector(since);
    this.#seen.overlapping++;
    this.#take(
      this.#random.chance(0.3) ? Y.diffUpdate(Y.encodeStateAsUpdate(doc), vector) : Y.encodeStateAsUpdate(doc, vector),
    );
  }

  /** Applies an update at the server. Returns false if it builds on something the server lacks. */
  #take(update: Uint8Array): boolean {
    if (touches(this.#server, update).gap) {
      this.#seen.gaps++;
      return false;
    }
    this.#seen.taken++;
    Y.applyUpdate(this.#server, update);
    return true;
  }

  #edit(doc: Y.Doc): void {
    const within = [root(doc, 'notes'), root(doc, 'meta'), placesRoot(doc)];
    for (let count = 1 + this.#random.below(3); count > 0; count--) editSomeType(within, this.#random);
  }
}

/** Yjs 13.6.33 itself throws, once in about 10,000 steps, if the neighbour of an item was garbage-collected. */
function didStep(step: () => unknown): number {
  try {
    return step() === null ? 0 : 1;
  } catch (error) {
    if (error instanceof TypeError) return 0;
    throw error;
  }
}
