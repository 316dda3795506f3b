import * as Y from 'yjs';
import { type ForgedStruct, forgedUpdate } from './forged-update.ts';

/** The client that sends every shape; it has nothing in the document yet. */
const SENDER = 7;

/**
 * Updates that grow with `n` and are as small as their shape allows: what somebody would send to make a server or every
 * browser slow. Each applies to a board with nothing in it.
 */
export const SHAPES: Readonly<Record<string, (n: number) => Uint8Array>> = {
  'records with ten properties each': (n) =>
    honest((doc) => {
      for (let i = 0; i < n / 11; i++) {
        const note = new Y.Map<unknown>(Array.from({ length: 10 }, (_, key) => [`prop:t.k${key}`, key]));
        doc.getMap('notes').set(`n${i}`, note);
      }
    }),
  'one text, letter by letter': (n) =>
    honest((doc) => {
      const text = new Y.XmlText();
      doc.getMap('notes').set('n', new Y.Map<unknown>([['text', text]]));
      for (let i = 0; i < n / 2; i++) text.insert(0, 'x');
    }),
  'values overwritten under one key': (n) =>
    honest((doc) => {
      for (let i = 0; i < n; i++) doc.getMap('meta').set('title', i);
    }),
  'a chain of structs, each behind the one before': (n) =>
    forged(
      Array.from({ length: n }, (_, i) => (i === 0 ? inRow('places') : { origin: at(i - 1), content: { any: [i] } })),
    ),
  'values under one key that know nothing of each other': (n) =>
    forged(Array.from({ length: n }, (_, i) => ({ parent: 'meta', parentSub: 'title', content: { any: [i] } }))),
  'structs between the same neighbours': (n) =>
    forged([
      inRow('places'),
      { origin: at(0), content: { any: [1] } },
      ...many(n, () => ({ origin: at(0), rightOrigin: at(1), content: { any: [0] } })),
    ]),
  'structs at the start of one row': (n) => forged(many(n, () => inRow('places'))),
  'structs behind each part of a chain': (n) => {
    const half = Math.floor(n / 2);
    const chain = many(
      half,
      (i): ForgedStruct => (i === 0 ? inRow('places') : { origin: at(i - 1), content: { any: [i] } }),
    );
    return forged([...chain, ...many(half, (i) => ({ origin: at(i), content: { any: [0] } }))]);
  },
  'types within types': (n) =>
    forged(many(n, (i) => ({ parent: i % 18 === 0 ? 'links' : at(i - 1), parentSub: 'k', content: { type: 'map' } }))),
  'clients with one struct each': (n) =>
    forgedUpdate(
      many(n, (i) => ({
        client: SENDER + i,
        clock: 0,
        structs: [{ parent: 'links', parentSub: `k${i}`, content: { any: [1] } }],
      })),
    ),
  'deleted ranges apart from each other': (n) =>
    forgedUpdate(
      [
        {
          client: SENDER,
          clock: 0,
          structs: [{ parent: 'places', content: { any: Array.from({ length: 2 * n }, () => 0) } }],
        },
      ],
      [{ client: SENDER, ranges: many(n, (i) => [2 * i, 1] as const) }],
    ),
  'letters deleted apart from each other': (n) =>
    forgedUpdate(
      [
        {
          client: SENDER,
          clock: 0,
          structs: [
            { parent: 'links', parentSub: 't', content: { type: 'xmlText' } },
            { parent: at(0), content: { text: 'x'.repeat(2 * n) } },
          ],
        },
      ],
      [{ client: SENDER, ranges: many(n, (i) => [1 + 2 * i, 1] as const) }],
    ),
  'letters that each continue the one before': (n) =>
    forged([
      { parent: 'links', parentSub: 't', content: { type: 'xmlText' } },
      ...many(
        n,
        (i): ForgedStruct =>
          i === 0 ? { parent: at(0), content: { text: 'x' } } : { origin: at(i), content: { text: 'x' } },
      ),
    ]),
  'deleted structs in a row': (n) =>
    forged(
      many(n, (i) =>
        i === 0 ? { parent: 'places', content: { deleted: 1 } } : { origin: at(i - 1), content: { deleted: 1 } },
      ),
    ),
  'structs behind one, in front of ever another': (n) => {
    const half = Math.floor(n / 2);
    const chain = many(
      half,
      (i): ForgedStruct => (i === 0 ? inRow('places') : { origin: at(i - 1), content: { binary: [1] } }),
    );
    return forged([
      ...chain,
      ...many(half - 1, (i) => ({ origin: at(0), rightOrigin: at(i + 1), content: { binary: [1] } })),
    ]);
  },
  'structs behind each part of a chain, in front of its end': (n) => {
    const half = Math.floor(n / 2);
    const chain = many(
      half,
      (i): ForgedStruct => (i === 0 ? inRow('places') : { origin: at(i - 1), content: { binary: [1] } }),
    );
    return forged([
      ...chain,
      ...many(half - 1, (i) => ({ origin: at(i), rightOrigin: at(half - 1), content: { binary: [1] } })),
    ]);
  },
  'records that are no records': (n) =>
    forged(many(n, (i) => ({ parent: 'links', parentSub: `k${i}`, content: { any: [1] } }))),
  'keys that are dead': (n) =>
    honest((doc) => {
      for (let i = 0; i < n / 2; i++) doc.getMap('links').set(`k${i}`, new Y.Map());
      for (let i = 0; i < n / 2; i++) doc.getMap('links').delete(`k${i}`);
    }),
};

function at(clock: number) {
  return { client: SENDER, clock };
}

function inRow(root: string): ForgedStruct {
  return { parent: root, content: { any: [0] } };
}

function many<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

function forged(structs: readonly ForgedStruct[]): Uint8Array {
  return forgedUpdate([{ client: SENDER, clock: 0, structs }]);
}

/** What Yjs writes for edits in one transaction. */
function honest(edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = SENDER;
  doc.transact(() => edit(doc));
  return Y.encodeStateAsUpdate(doc);
}
