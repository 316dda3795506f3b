import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addNote, moveNote, noteFragment } from '#board/note';
import { placesRoot } from '#board/places';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { faultsOf } from '#board/rules/document-rules';
import { type Fault, repair } from '#board/rules/fault';
import { cloneOf, noteId, plain, seededDoc } from '../helpers.ts';

const LIMITS = { recordsPerBoard: 10_000, recordBytes: 262_144, metaBytes: 8192, noteCharacters: 20_000 };
const N = noteId('n');
const BYTES = new Uint8Array(3_900_000);
const LETTERS = 'x'.repeat(3_900_000);

const line = (doc: Y.Doc) => noteFragment(doc, N)?.get(0) as Y.XmlElement;
const leaf = (doc: Y.Doc) => line(doc).get(0) as Y.XmlText;

/** Everywhere that a peer can put something large that no other limit counts. */
const PLACES: readonly (readonly [what: string, change: (doc: Y.Doc) => void])[] = [
  ['bytes in the row of places', (doc) => placesRoot(doc).push([BYTES])],
  ['a text in the row of places', (doc) => placesRoot(doc).push([new Y.Text(LETTERS)])],
  ['a map in the row of places', (doc) => placesRoot(doc).push([new Y.Map([['a', LETTERS]])])],
  ['bytes as a property', (doc) => propertiesOf(doc, 'notes', N)?.set('x', BYTES)],
  ['bytes as a record', (doc) => root(doc, 'notes').set('x', BYTES)],
  ['bytes as a board’s property', (doc) => root(doc, 'meta').set('x', BYTES)],
  ['an attribute of a line', (doc) => line(doc).setAttribute('a', LETTERS)],
  ['bytes as an attribute of a line', (doc) => line(doc).setAttribute('a', BYTES as never)],
  ['an attribute of letters', (doc) => leaf(doc).setAttribute('a', LETTERS)],
  ['a format of letters', (doc) => leaf(doc).format(0, 1, { bold: LETTERS })],
  ['something embedded in letters', (doc) => leaf(doc).insertEmbed(0, { a: LETTERS })],
  ['a type embedded in letters', (doc) => leaf(doc).insertEmbed(0, new Y.Map([['a', LETTERS]]))],
  ['the name of a line', (doc) => noteFragment(doc, N)?.insert(0, [new Y.XmlElement(LETTERS)])],
  ['a hook in a text', (doc) => noteFragment(doc, N)?.insert(0, [new Y.XmlHook('a') as never])],
  ['the key of a property', (doc) => propertiesOf(doc, 'notes', N)?.set(LETTERS, 1)],
  ['the id of a record', (doc) => root(doc, 'notes').set(LETTERS, new Y.Map())],
];

describe('something large that is neither letters nor a record’s plain value', () => {
  it.each(PLACES)('is found and removed: %s', (what, change) => {
    const doc = seededDoc();
    addNote(doc, { id: N, text: 'Tekst\nto', regionId: null, author: 'Kari', createdAt: 1 });
    const before = plain(readBoard(doc));
    const found: Fault[] = [];
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      found.push(...faultsOf(doc, transaction, LIMITS));
    });
    const peer = cloneOf(doc);
    peer.transact(() => change(peer));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(peer, Y.encodeStateVector(doc)));
    expect(found).toHaveLength(1);
    const faults = found.splice(0);
    doc.transact(() => repair(doc, faults));
    expect(found, 'the repair breaks no rule').toEqual([]);
    expect(plain(readBoard(doc))).toEqual(before);
    // Yjs keeps the keys of deleted values.
    if (!/^the (key|id)/.test(what)) expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(60_000);
  });

  it('does not include what a newer editor may write: a small format, attribute or embed', () => {
    const doc = seededDoc();
    addNote(doc, { id: N, text: 'Tekst', regionId: null, author: 'Kari', createdAt: 1 });
    const found: Fault[] = [];
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      found.push(...faultsOf(doc, transaction, LIMITS));
    });
    doc.transact(() => {
      leaf(doc).format(0, 2, { bold: true });
      leaf(doc).insertEmbed(2, { emoji: 'x' });
      line(doc).setAttribute('dir', 'auto');
      moveNote(doc, N, { pos: [1, 2], order: 'a0' });
    });
    expect(found).toEqual([]);
  });
});
