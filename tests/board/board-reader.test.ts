import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { removeField, restoreField } from '#board/field';
import { regionIdOf } from '#board/ids';
import { addNote, moveNote, noteFragment } from '#board/note';
import { placesRoot } from '#board/places';
import { BoardReader } from '#board/reading/board-reader';
import { readBoard } from '#board/reading/read-board';
import { replaceText } from '#board/text';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { ALT_1, ALT_2, cloneOf, GENERAL, memberDoc, noteId, RISK, seededDoc, sync } from './helpers.ts';
import { Member } from './random-edits.ts';

describe('a board reader', () => {
  it('returns the same objects for what did not change', () => {
    const { doc, reader } = watched();
    const before = reader.read();
    expect(reader.read()).toBe(before);
    doc.transact(() => replaceText(noteFragment(doc, noteId('a')) as Y.XmlFragment, 'endret'));
    const after = reader.read();
    expect(after.notes.get(noteId('a'))?.text).toBe('endret');
    expect(after.notes.get(noteId('b'))).toBe(before.notes.get(noteId('b')));
    expect(after.regions.get(GENERAL)).toBe(before.regions.get(GENERAL));
    const [risk, other] = [regionIdOf(RISK, ALT_1), regionIdOf(RISK, ALT_2)];
    expect(after.regions.get(risk)).not.toBe(before.regions.get(risk));
    expect(after.regions.get(other)).toBe(before.regions.get(other));
    reader.destroy();
  });

  it('reads only those notes again whose place has changed', () => {
    const { doc, reader } = watched();
    const before = reader.read();
    const other = cloneOf(doc);
    moveNote(other, noteId('a'), { regionId: GENERAL, order: 'b00' });
    sync(doc, other);
    const moved = reader.read();
    expect(moved.notes.get(noteId('a'))?.regionId).toBe(GENERAL);
    expect(moved.notes.get(noteId('b'))).toBe(before.notes.get(noteId('b')));
    expect(moved).toEqual(readBoard(doc));
    // An older move that arrives late changes the row, but no note's place.
    placesRoot(doc).insert(0, [[noteId('a'), { order: 'a0' }, 1]]);
    const late = reader.read();
    expect(late).not.toBe(moved);
    expect(late.notes.get(noteId('a'))).toBe(moved.notes.get(noteId('a')));
    doc.transact(() => replaceText(noteFragment(doc, noteId('a')) as Y.XmlFragment, 'endret'));
    expect(reader.read().notes.get(noteId('a'))).toMatchObject({ text: 'endret', regionId: GENERAL });
    placesRoot(doc).delete(0, 2);
    expect(reader.read().notes.get(noteId('a'))?.regionId).toBe(regionIdOf(RISK, ALT_1));
    expect(reader.read()).toEqual(readBoard(doc));
    reader.destroy();
  });

  it('calls its listeners once for each transaction, until they unsubscribe', () => {
    const { doc, reader } = watched();
    let calls = 0;
    const unsubscribe = reader.subscribe(() => {
      calls++;
      reader.read();
    });
    doc.transact(() => {
      for (const id of ['c', 'd']) addNote(doc, { id: noteId(id), text: id, regionId: null, author: '', createdAt: 1 });
    });
    expect(calls).toBe(1);
    unsubscribe();
    addNote(doc, { id: noteId('e'), text: 'e', regionId: null, author: '', createdAt: 1 });
    expect(calls).toBe(1);
    expect(reader.read().notes.size).toBe(6);
    reader.destroy();
  });

  it('shows the notes of a field again when the field is restored', () => {
    const { doc, reader } = watched();
    const before = reader.read();
    removeField(doc, RISK);
    expect(reader.read().loose).toHaveLength(1);
    restoreField(doc, RISK);
    expect(reader.read()).toEqual(before);
    reader.destroy();
  });

  it('equals a fresh reading after any edits, and keeps the objects of untouched notes', { timeout: 60_000 }, () => {
    const seed = announcedSeed('board reader');
    let compared = 0;
    let kept = 0;
    for (let round = 0; round < 40; round++) {
      const random = new Random(seed + round);
      const doc = memberDoc(1);
      const member = new Member(doc, 0, random);
      const reader = new BoardReader(doc);
      const undo = new Y.UndoManager([doc.getMap('notes'), placesRoot(doc)], {
        trackedOrigins: new Set([member]),
        captureTimeout: 0,
      });
      let last = reader.read();
      for (let step = 0; step < 40; step++) {
        if (random.chance(0.1)) undo.undo();
        else member.edit();
        const read = reader.read();
        if (random.chance(0.5)) {
          expect(read).toEqual(readBoard(doc));
          compared++;
        }
        for (const [id, note] of read.notes) {
          const before = last.notes.get(id);
          if (before === undefined || JSON.stringify(before) !== JSON.stringify(note)) continue;
          if (before === note) kept++;
        }
        last = read;
      }
      reader.destroy();
      undo.destroy();
    }
    console.info(JSON.stringify({ compared, kept }));
    expect(compared).toBeGreaterThan(500);
    expect(kept).toBeGreaterThan(500);
  });
});

function watched() {
  const doc = seededDoc();
  addNote(doc, { id: noteId('a'), text: 'a', regionId: regionIdOf(RISK, ALT_1), author: '', createdAt: 1 });
  addNote(doc, { id: noteId('b'), text: 'b', regionId: GENERAL, author: '', createdAt: 1 });
  return { doc, reader: new BoardReader(doc) };
}
