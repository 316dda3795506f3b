import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { MapRoot } from '#board/board-doc';
import { putDrawing } from '#board/drawing';
import { addLink } from '#board/link';
import { renameBoard } from '#board/meta';
import { addNote, moveNote, noteFragment, setNoteProperty } from '#board/note';
import { placesRoot } from '#board/places';
import { BoardReader } from '#board/reading/board-reader';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { faultsOf } from '#board/rules/document-rules';
import { type Fault, repair } from '#board/rules/fault';
import { recordCount } from '#board/rules/record-count';
import type { RuleLimits } from '#board/rules/rule-limits';
import { plainText, replaceText } from '#board/text';
import { toJson } from '#formats/json';
import { toMarkdown } from '#formats/markdown';
import { outlineOf } from '#formats/outline';
import { toXlsx } from '#formats/xlsx';
import { announcedSeed, Random } from '../../helpers/seeds.ts';
import { cloneOf, GENERAL, memberDoc, noteId, plain, seededDoc, sync } from '../helpers.ts';
import { Member } from '../random-edits.ts';
import { BAD_DRAWINGS, DRAWINGS, drawingOf } from './drawings-corpus.ts';

const LIMITS: RuleLimits = { recordsPerBoard: 10_000, recordBytes: 262_144, metaBytes: 8192, noteCharacters: 20_000 };
const N = noteId('n');

/** A board whose transactions are checked as on the server, with the faults found in the last one. */
class CheckedBoard {
  readonly doc: Y.Doc;
  faults: Fault[] = [];

  constructor(limits: RuleLimits = LIMITS) {
    this.doc = seededDoc();
    addNote(this.doc, { id: N, text: 'Tekst\nto', regionId: GENERAL, author: 'Kari', createdAt: 1 });
    for (const drawing of DRAWINGS) putDrawing(this.doc, drawing.id, drawing);
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      this.faults.push(...faultsOf(this.doc, transaction, limits));
    });
  }

  /** Applies a member's change as it arrives at the server, in one update. Returns the member's own document. */
  receive(change: (doc: Y.Doc) => void): Y.Doc {
    const peer = cloneOf(this.doc);
    peer.transact(() => change(peer));
    this.faults = [];
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(peer, Y.encodeStateVector(this.doc)));
    return peer;
  }

  reasons(): string[] {
    return this.faults.map(({ root, id, key, reason }) => [root, id, key ?? '-', reason].join(' '));
  }

  /** Repairs the board as the server does. The repair must break no rule itself, except that it may set the schema. */
  repair(): void {
    const found = this.faults;
    this.faults = [];
    this.doc.transact(() => repair(this.doc, found));
    expect(this.reasons().filter((one) => !one.startsWith('meta schemaVersion'))).toEqual([]);
  }
}

const put = (name: MapRoot, id: string, values: Record<string, unknown>) => (doc: Y.Doc) =>
  root(doc, name).set(id, new Y.Map(Object.entries(values)));

describe('a bad drawing', () => {
  it.each(BAD_DRAWINGS)('%s: is reported, and removed whether it is new or a change', (_what, bad) => {
    const board = new CheckedBoard();
    const before = plain(readBoard(board.doc));
    const peer = board.receive((doc) => putDrawing(doc, bad.id, bad));
    expect(board.faults.map((fault) => [fault.root, fault.id])).toEqual([['drawings', bad.id]]);
    board.repair();
    expect(plain(readBoard(board.doc))).toEqual(before);

    const id = bad.id.replace(':', ':new-');
    board.receive((doc) => putDrawing(doc, id, { ...bad, id }));
    expect(board.faults.map((fault) => fault.id)).toEqual([id]);
    board.repair();
    expect(plain(readBoard(board.doc))).toEqual(before);
    sync(board.doc, peer);
    expect(plain(readBoard(peer))).toEqual(before);
  });

  it.each(BAD_DRAWINGS)('%s: leaves all other records readable if it is already stored', async (_what, bad) => {
    const board = new CheckedBoard();
    const reader = new BoardReader(board.doc);
    reader.read();
    board.receive((doc) => putDrawing(doc, bad.id, bad));
    for (const read of [readBoard(board.doc), reader.read(), readBoard(cloneOf(board.doc))]) {
      for (const { id } of DRAWINGS) expect(read.drawings.has(id)).toBe(true);
      expect(read.notes.get(N)?.text).toBe('Tekst\nto');
    }
    const options = { language: 'nb', boardId: 'b', exportedAt: 1 } as const;
    expect(outlineOf(reader.read(), 'b', 'nb').sections.length).toBeGreaterThan(1);
    expect(toJson(reader.read(), options)).toContain('Tekst');
    expect(toMarkdown(reader.read(), options)).toContain('Tekst');
    expect((await toXlsx(reader.read(), options)).byteLength).toBeGreaterThan(1000);
    reader.destroy();
  });

  it('is repaired without undoing what others changed in it since', () => {
    const board = new CheckedBoard();
    board.receive((doc) => putDrawing(doc, 'shape:geo', { ...drawingOf('geo'), x: Number.NaN }));
    const found = board.faults;
    board.receive((doc) => root(doc, 'drawings').get('shape:geo') instanceof Y.Map && setOpacity(doc));
    repair(board.doc, found);
    expect(readBoard(board.doc).drawings.get('shape:geo')).toMatchObject({ x: 10, y: 20, opacity: 0.5 });
  });

  it('is an arrow that is bound to an arrow, because such arrows could form a ring', () => {
    const board = new CheckedBoard();
    board.receive((doc) => putDrawing(doc, 'shape:second', { ...drawingOf('arrow'), id: 'shape:second' }));
    expect(board.reasons()).toEqual([]);
    const ring = { ...drawingOf('binding:arrow'), id: 'binding:ring', toId: 'shape:second' };
    board.receive((doc) => putDrawing(doc, ring.id, ring));
    expect(board.reasons()).toEqual(['drawings binding:ring toId bad-drawing']);
  });
});

function setOpacity(doc: Y.Doc): void {
  putDrawing(doc, 'shape:geo', { ...drawingOf('geo'), x: Number.NaN, opacity: 0.5 });
}

describe('limits', () => {
  it('cut a text to its length, by deleting new letters only', () => {
    const board = new CheckedBoard({ ...LIMITS, noteCharacters: 40 });
    const write = (text: string) => (doc: Y.Doc) => {
      const fragment = noteFragment(doc, N);
      if (fragment !== null) replaceText(fragment, text);
    };
    const now = () => plainText(noteFragment(board.doc, N));
    board.receive(write(`Tekst\nto${'y'.repeat(32)}`));
    expect([board.reasons(), now().length]).toEqual([[], 40]);
    for (const [text, left] of [
      [`${'x'.repeat(100)}Tekst\nto`, `${'x'.repeat(32)}Tekst\nto`],
      [`Tekst\n${'z\n'.repeat(100)}to`, null],
      [`Tekst${'😀'.repeat(30)}\nto`, `Tekst${'😀'.repeat(16)}\nto`],
    ] as const) {
      board.doc.transact(() => write('Tekst\nto')(board.doc));
      board.receive(write(text));
      expect(board.reasons()).toEqual(['notes n text text-too-long']);
      board.repair();
      expect(now().length).toBeLessThanOrEqual(40);
      expect(now()).toMatch(/^x*Tekst[\s\S]*to$/);
      if (left !== null) expect(now()).toBe(left);
    }
    board.receive((doc) =>
      addNote(doc, { id: noteId('long'), text: 'å'.repeat(99), regionId: GENERAL, author: '', createdAt: 1 }),
    );
    board.repair();
    expect(readBoard(board.doc).notes.get(noteId('long'))?.text).toBe('å'.repeat(40));
  });

  it('apply to properties, records and the number of records', () => {
    const board = new CheckedBoard({ ...LIMITS, recordsPerBoard: 19 });
    const before = plain(readBoard(board.doc));
    expect(recordCount(board.doc)).toBe(19);
    const reasonsFor = (change: (doc: Y.Doc) => void) => {
      board.receive(change);
      const reasons = board.reasons();
      board.repair();
      expect(plain(readBoard(board.doc))).toEqual(before);
      return reasons;
    };
    expect(reasonsFor((doc) => renameBoard(doc, 'x'.repeat(9000)))).toEqual(['meta title - too-large']);
    expect(reasonsFor((doc) => setNoteProperty(doc, N, 'a', 'ø'.repeat(140_000)))).toEqual([
      'notes n prop:a too-large',
    ]);
    expect(
      reasonsFor((doc) => {
        for (let i = 0; i < 40; i++) setNoteProperty(doc, N, `f${i}`, 'x'.repeat(8000));
      }),
    ).toEqual(['notes n - too-large']);
    const many = reasonsFor((doc) => {
      for (let i = 0; i < 3; i++) addLink(doc, { id: `l${i}` as never, type: 'x', from: N, to: N });
    });
    expect(many.map((one) => one.split(' ').at(-1))).toEqual(Array(3).fill('too-many-records'));
  });

  it('apply to moves of notes, and never delete the move that places a note', () => {
    const board = new CheckedBoard({ ...LIMITS, recordsPerBoard: 20 });
    board.receive((doc) => moveNote(doc, N, { pos: [1, 1], order: 'a0' }));
    const before = plain(readBoard(board.doc));
    const reasonsFor = (values: unknown[]) => {
      board.receive((doc) => placesRoot(doc).push(values));
      const reasons = board.reasons();
      board.repair();
      expect(plain(readBoard(board.doc))).toEqual(before);
      expect(placesRoot(board.doc).length).toBe(1);
      return reasons;
    };
    const place = { pos: [2, 2], order: 'a0' };
    expect(reasonsFor([[N, { ...place, order: 'x'.repeat(9000) }, 7]])).toEqual(['places n - too-large']);
    expect(reasonsFor([['__proto__', place, 1]])).toEqual(['places __proto__ - forbidden-key']);
    expect(reasonsFor(['x', 5, new Y.Map(), [N, { order: 10n }, 7]])).toEqual(['places  - not-a-record']);
    const filled = Array.from({ length: 60 }, (_, i) => [`nobody-${i}`, place, 1]);
    expect(reasonsFor(filled)).toEqual(['places  - too-many-records']);
    expect(reasonsFor([...filled, new Y.Text('x'.repeat(100))])).toEqual([
      'places  - not-a-record',
      'places  - too-many-records',
    ]);
    // A member moves a note while somebody fills the row.
    board.receive((doc) => {
      placesRoot(doc).insert(0, filled);
      moveNote(doc, N, { pos: [3, 3], order: 'a0' });
    });
    expect(board.reasons()).toEqual(['places  - too-many-records']);
    board.repair();
    expect(readBoard(board.doc).notes.get(N)?.pos).toEqual([3, 3]);
    expect(placesRoot(board.doc).length).toBe(1);
  });

  it('keep the records of a change that fit and delete the rest', () => {
    const board = new CheckedBoard({ ...LIMITS, recordsPerBoard: 21 });
    board.receive((doc) => {
      for (let i = 0; i < 5; i++) addLink(doc, { id: `l${i}` as never, type: 'x', from: N, to: N });
    });
    expect(board.faults).toHaveLength(3);
    board.repair();
    expect(recordCount(board.doc)).toBe(21);
  });
});

describe('forbidden keys, and values that are not plain data', () => {
  const polluted = Object.create({ polluted: true }) as object;
  it.each<[string, (doc: Y.Doc) => void]>([
    ['a record’s id', put('notes', '__proto__', { author: 'x' })],
    ['a drawing’s id', put('drawings', 'shape:constructor', { ...drawingOf('geo') })],
    ['a property of a note', (doc) => setNoteProperty(doc, N, '__proto__', 'x')],
    ['a property without its prefix', (doc) => (root(doc, 'notes').get(N) as Y.Map<unknown>).set('constructor', 'x')],
    [
      'a property of a drawing',
      (doc) => (root(doc, 'drawings').get('shape:geo') as Y.Map<unknown>).set('props.__proto__', {}),
    ],
    ['a property of the board', (doc) => root(doc, 'meta').set('prototype', 1)],
    ['the version of the schema', (doc) => root(doc, 'meta').set('schemaVersion', 99)],
    ['the version of the schema, deleted', (doc) => root(doc, 'meta').delete('schemaVersion')],
    ['a key inside a value', (doc) => root(doc, 'meta').set('title', { a: { constructor: 1 } })],
    ['a value with a prototype', (doc) => root(doc, 'meta').set('title', polluted)],
    ['text where a record should be', (doc) => root(doc, 'links').set('l', 'x')],
    ['a type where data should be', (doc) => (root(doc, 'notes').get(N) as Y.Map<unknown>).set('place', new Y.Map())],
    ['a document where data should be', (doc) => root(doc, 'meta').set('title', new Y.Doc())],
  ])('%s is reported and removed', (_what, change) => {
    const board = new CheckedBoard();
    const before = plain(readBoard(board.doc));
    // A prototype does not survive encoding, so this value is written in the checked document itself.
    if (_what === 'a value with a prototype') board.doc.transact(() => change(board.doc));
    else board.receive(change);
    expect(board.faults).toHaveLength(1);
    board.repair();
    expect(plain(readBoard(board.doc))).toEqual(before);
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  });
});

describe('honest members', () => {
  it('never break a rule', () => {
    const random = new Random(announcedSeed('document rules'));
    let updates = 0;
    for (let round = 0; round < 20; round++) {
      const member = new Member(memberDoc(1), 1, random);
      const faults: Fault[] = [];
      member.doc.on('update', () => updates++);
      member.doc.on('afterTransaction', (transaction: Y.Transaction) => {
        faults.push(...faultsOf(member.doc, transaction, LIMITS));
      });
      for (let i = 0; i < 100; i++) member.edit();
      expect(faults).toEqual([]);
    }
    console.info(JSON.stringify({ updates }));
    expect(updates).toBeGreaterThan(1000);
  });
});
