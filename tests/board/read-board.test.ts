import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MAP_ROOTS, type MapRoot } from '#board/board-doc';
import { addNote, deleteNote, moveNote } from '#board/note';
import { placesRoot } from '#board/places';
import { BoardReader } from '#board/reading/board-reader';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { outlineOf } from '#formats/outline';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { GENERAL, memberDoc, noteId } from './helpers.ts';
import { Member } from './random-edits.ts';

const PROPERTIES = (
  'schemaVersion title language templates createdAt key template titleForNull titleWhenUnnamed per order dimension state ' +
  'removed section help noteKind colour column row width height linksTo notForNull properties text place kind author ' +
  'source deleted prop:a prop:__proto__ type from to pos typeName props props.x props.__proto__ meta meta.y ' +
  '__proto__ constructor toString x y id'
).split(' ');

describe('reading a board', () => {
  it('never throws, whatever peers wrote, and changes no prototype', { timeout: 60_000 }, () => {
    const seed = announcedSeed('readBoard is total');
    const prototype = Object.getOwnPropertyNames(Object.prototype).sort();
    let problems = 0;
    let hostile = 0;
    for (let round = 0; round < 300; round++) {
      const random = new Random(seed + round);
      const doc = memberDoc(1);
      const member = new Member(doc, 0, random);
      const reader = new BoardReader(doc);
      for (let i = 0; i < 15; i++) member.edit();
      for (let i = 0; i < 25; i++, hostile++) attack(doc, random);
      const board = reader.read();
      problems += board.problems.length;
      expect(board).toEqual(readBoard(doc));
      expect(() => outlineOf(board, 'b', 'nb')).not.toThrow();
      const copy = new Y.Doc();
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
      expect(readBoard(copy).notes.size).toBe(board.notes.size);
      reader.destroy();
    }
    console.info(JSON.stringify({ hostile, problems }));
    expect(hostile).toBe(7500);
    expect(problems).toBeGreaterThan(500);
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototype);
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  });

  it('accepts edits of records that peers have filled with odd values', () => {
    const doc = memberDoc(1);
    const random = new Random(announcedSeed('edits after attacks'));
    for (let i = 0; i < 300; i++) attack(doc, random);
    for (const id of root(doc, 'notes').keys()) {
      moveNote(doc, noteId(id), { pos: [1, 2], order: 'a0' });
      deleteNote(doc, noteId(id), 3);
    }
    addNote(doc, { id: noteId('fresh'), text: 'ny', regionId: GENERAL, author: '', createdAt: 1 });
    expect(readBoard(doc).notes.get(noteId('fresh'))?.text).toBe('ny');
  });

  it('reads an empty document as an empty board', () => {
    const board = readBoard(new Y.Doc());
    expect(board.problems).toEqual([]);
    expect(board.sections).toEqual([]);
    expect(board.notes.size).toBe(0);
  });
});

/** Writes a hostile value into the row of places, a root or a record, or adds a record of hostile values. */
function attack(doc: Y.Doc, random: Random): void {
  const name = random.pick<MapRoot>(MAP_ROOTS);
  const map = root(doc, name);
  const value = hostileValue(random, 0);
  if (random.chance(0.2)) {
    const noteId = random.pick([...root(doc, 'notes').keys(), '__proto__', 5]);
    const entry = [noteId, hostileValue(random, 1), random.below(9)];
    const canBeAlone = value !== undefined && typeof value !== 'bigint';
    placesRoot(doc).insert(random.below(placesRoot(doc).length + 1), [
      canBeAlone && random.chance(0.3) ? value : entry,
    ]);
    return;
  }
  if (name === 'meta' || random.chance(0.1)) {
    map.set(random.chance(0.5) ? random.pick(PROPERTIES) : `odd-${random.below(5)}`, value);
    return;
  }
  const id = random.chance(0.6) ? random.maybe([...map.keys()]) : undefined;
  const held = id === undefined ? undefined : map.get(id);
  if (held instanceof Y.Map) {
    held.set(random.pick(PROPERTIES), value);
    return;
  }
  const record = new Y.Map<unknown>();
  map.set(random.pick(['__proto__', 'constructor', 'toString', `r${random.below(9)}`, '']), record);
  for (let i = random.below(6); i > 0; i--) record.set(random.pick(PROPERTIES), hostileValue(random, 0));
}

function hostileValue(random: Random, depth: number): unknown {
  const inner = () => (depth > 4 ? null : hostileValue(random, depth + 1));
  return random.pick<() => unknown>([
    () => random.pick([Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308, -5, 2 ** 53]),
    () =>
      random.pick<unknown>([
        null,
        true,
        false,
        '',
        '__proto__',
        'tiny-common',
        GENERAL,
        'alternative',
        '😀\ud83d'.slice(0, 2),
      ]),
    () => random.pick<unknown>([10n, new Uint8Array([1, 2]), undefined]),
    () => [inner(), inner()],
    () => ({ region: inner(), order: inner(), pos: [inner(), inner()], nb: inner(), key: inner() }),
    () =>
      [JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}')] as unknown,
    () => nestedArray(400),
    () => (depth > 0 ? 1 : new Y.Text('en tekst')),
    () => (depth > 0 ? 2 : deepMap(60)),
    () => (depth > 0 ? 3 : Y.Array.from([1, 'to'])),
    () => (depth > 0 ? 4 : oddFragment()),
  ])();
}

function nestedArray(depth: number): unknown {
  let value: unknown = 'innerst';
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

function deepMap(depth: number): Y.Map<unknown> {
  let map = new Y.Map<unknown>();
  for (let i = 0; i < depth; i++) {
    const outer = new Y.Map<unknown>();
    outer.set('order', map);
    map = outer;
  }
  return map;
}

function oddFragment(): Y.XmlFragment {
  const fragment = new Y.XmlFragment();
  const element = new Y.XmlElement('__proto__');
  element.insert(0, [new Y.XmlText('odd'), new Y.XmlHook('hook') as unknown as Y.XmlElement]);
  fragment.insert(0, [element, new Y.XmlText('bare')]);
  return fragment;
}
