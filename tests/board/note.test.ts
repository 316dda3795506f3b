import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { regionIdOf } from '#board/ids';
import { addNote, deleteNote, moveNote, noteFragment, restoreNote, setNoteProperty } from '#board/note';
import { orderBetween } from '#board/order';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { replaceText } from '#board/text';
import { ALT_1, cloneOf, GENERAL, noteId, put, RISK, seededDoc, sync, written } from './helpers.ts';

const N = noteId('n');

describe('a note', () => {
  it('is added once, however often it is sent', () => {
    const doc = withNote('første');
    const before = written(doc);
    addNote(doc, { id: N, text: 'annen', regionId: null, author: 'x', createdAt: 9 });
    expect(written(doc)).toBe(before);
    expect(readBoard(doc).notes.get(N)).toMatchObject({ text: 'første', author: 'Kari', createdAt: 7, source: '' });
  });

  it('becomes the last of its region and takes the region’s kind and colour', () => {
    const doc = withNote('en');
    const region = regionIdOf(RISK, ALT_1);
    for (const id of ['c', 'a', 'b'])
      addNote(doc, { id: noteId(id), text: id, regionId: region, author: '', createdAt: 1 });
    const notes = readBoard(doc).regions.get(region)?.notes ?? [];
    expect(notes.map((note) => note.text)).toEqual(['en', 'c', 'a', 'b']);
    expect(notes.every((note) => note.kind === 'risk' && note.colour === 'amber')).toBe(true);
  });

  it('leaves few structs behind after 4,000 moves', () => {
    const doc = withNote('en');
    const before = written(doc);
    for (let i = 0; i < 4000; i++) moveNote(doc, N, { pos: [i, i], order: 'a0' });
    expect(written(doc) - before).toBe(4000);
    // Yjs merges deleted values that are neighbours: what is left is the last place and one run of deleted ones.
    expect(structsIn(cloneOf(doc))).toBeLessThanOrEqual(structsIn(seededDoc()) + 20);
  });

  it('writes nothing when it is moved to the place it has', () => {
    const doc = withNote('en');
    const { order } = readBoard(doc).notes.get(N) ?? { order: '' };
    const before = written(doc);
    moveNote(doc, N, { regionId: regionIdOf(RISK, ALT_1), order });
    expect(written(doc)).toBe(before);
  });

  it('gets one of the two places when two members move it at once, never a mixture', () => {
    const doc = withNote('en');
    const other = cloneOf(doc);
    moveNote(doc, N, { pos: [1, 2], order: 'a1' });
    moveNote(other, N, { regionId: GENERAL, order: 'a2' });
    sync(doc, other);
    const note = readBoard(doc).notes.get(N);
    expect(readBoard(other).notes.get(N)).toEqual(note);
    const { regionId, pos, order } = note ?? {};
    expect([
      { regionId: null, pos: [1, 2], order: 'a1' },
      { regionId: GENERAL, pos: null, order: 'a2' },
    ]).toContainEqual({ regionId, pos, order });
  });

  it('has everybody’s letters when it is restored after one member deleted it while others wrote', () => {
    const doc = withNote('midt');
    const other = cloneOf(doc);
    const third = cloneOf(doc);
    deleteNote(doc, N, 99);
    replaceText(noteFragment(other, N) as Y.XmlFragment, 'foran midt');
    replaceText(noteFragment(third, N) as Y.XmlFragment, 'midt bak');
    sync(doc, other, third);
    expect(readBoard(doc).notes.has(N)).toBe(false);
    expect(readBoard(doc).deleted).toMatchObject([{ id: N, deletedAt: 99 }]);
    restoreNote(other, N);
    sync(doc, other, third);
    expect(readBoard(third).notes.get(N)?.text).toBe('foran midt bak');
    expect(readBoard(third).regions.get(regionIdOf(RISK, ALT_1))?.notes).toHaveLength(1);
  });

  it('has properties until they are cleared', () => {
    const doc = withNote('en');
    setNoteProperty(doc, N, 'plasser', 12);
    setNoteProperty(doc, N, '__proto__', 'odd');
    const { properties } = readBoard(doc).notes.get(N) ?? { properties: {} };
    expect(Object.entries(properties).sort()).toEqual([
      ['__proto__', 'odd'],
      ['plasser', 12],
    ]);
    setNoteProperty(doc, N, 'plasser', null);
    expect(Object.keys(readBoard(doc).notes.get(N)?.properties ?? {})).toEqual(['__proto__']);
  });

  it('that does not exist is not changed', () => {
    const doc = seededDoc();
    const before = written(doc);
    moveNote(doc, N, { pos: null, order: 'a0' });
    deleteNote(doc, N, 1);
    restoreNote(doc, N);
    setNoteProperty(doc, N, 'a', 1);
    expect(noteFragment(doc, N)).toBe(null);
    expect(written(doc)).toBe(before);
  });

  it('can be moved again after a peer wrote a place that JSON cannot hold', () => {
    const doc = withNote('en');
    propertiesOf(doc, 'notes', N)?.set('place', { pos: [10n, 3], order: 'a0' });
    moveNote(doc, N, { pos: [5, 6], order: orderBetween(null, null, N) });
    expect(readBoard(doc).notes.get(N)?.pos).toEqual([5, 6]);
  });

  it.each([
    [1e300, Date.UTC(10_000, 0) - 1],
    [8.64e15, Date.UTC(10_000, 0) - 1],
    [-5, 0],
    [-1e300, 0],
  ])('has a time of a calendar, whatever a peer wrote: %d', (written, read) => {
    const doc = withNote('en');
    propertiesOf(doc, 'notes', N)?.set('createdAt', written);
    expect(readBoard(doc).notes.get(N)?.createdAt).toBe(read);
    deleteNote(doc, N, written);
    expect(readBoard(doc).deleted).toMatchObject([{ id: N, createdAt: read, deletedAt: read }]);
    root(doc, 'meta').set('createdAt', written);
    expect(readBoard(doc).meta.createdAt).toBe(read);
  });

  it('is read although a peer put something that is not a note beside it, which is reported', () => {
    const doc = withNote('en');
    put(doc, 'notes', 'odd', 5);
    const board = readBoard(doc);
    expect(board.problems).toContainEqual({ root: 'notes', id: 'odd', what: 'not-a-record' });
    expect(board.notes.has(N)).toBe(true);
  });
});

function withNote(text: string): Y.Doc {
  const doc = seededDoc();
  addNote(doc, { id: N, text, regionId: regionIdOf(RISK, ALT_1), author: 'Kari', createdAt: 7 });
  return doc;
}

function structsIn(doc: Y.Doc): number {
  let count = 0;
  for (const list of doc.store.clients.values()) count += list.length;
  return count;
}
