import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote, deleteNote, moveNote, noteFragment, setNoteProperty } from '#board/note';
import { placesRoot } from '#board/places';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf } from '#board/records';
import { plainText, replaceText } from '#board/text';
import { UndoStack } from '../../client/sync/undo.ts';

const MINE = Symbol('mine');
const note = 'n1' as NoteId;

/** The documents of two members, kept equal, and the undo of the first member. */
function pair() {
  const a = createBoardDoc();
  const b = createBoardDoc();
  a.on('update', (update: Uint8Array, origin: unknown) => origin !== 'b' && Y.applyUpdate(b, update, 'a'));
  b.on('update', (update: Uint8Array, origin: unknown) => origin !== 'a' && Y.applyUpdate(a, update, 'b'));
  const undo = new UndoStack(a, 'participant', MINE);
  const edit = (change: (doc: Y.Doc) => void) => {
    undo.stop();
    a.transact(() => change(a), MINE);
  };
  return { a, b, undo, edit };
}

function add(doc: Y.Doc, text: string): void {
  addNote(doc, { id: note, text, regionId: null, pos: [1, 2], author: 'A', createdAt: 1 });
}

function write(doc: Y.Doc, text: string): void {
  const fragment = noteFragment(doc, note);
  if (fragment === null) throw new Error('the note is gone');
  replaceText(fragment, text);
}

function textIn(doc: Y.Doc): string | null {
  const fragment = noteFragment(doc, note);
  return fragment === null ? null : plainText(fragment);
}

describe('undo', () => {
  it('removes a note that nobody else touched, and redo adds it again', () => {
    const { a, b, undo, edit } = pair();
    edit((doc) => add(doc, 'mine'));
    undo.undo();
    expect(readBoard(b).notes.size).toBe(0);
    undo.redo();
    expect(textIn(a)).toBe('mine');
    expect(textIn(b)).toBe('mine');
  });

  it('keeps a note that somebody else has written in, with their letters and its place', () => {
    const { a, b, undo, edit } = pair();
    edit((doc) => add(doc, 'mine'));
    write(b, 'mine and theirs');
    undo.undo();
    for (const doc of [a, b]) {
      expect(textIn(doc)).toContain(' and theirs');
      expect(readBoard(doc).notes.get(note)?.pos).toEqual([1, 2]);
    }
  });

  it('keeps a note that somebody else has moved', () => {
    const { a, b, undo, edit } = pair();
    edit((doc) => add(doc, 'mine'));
    b.transact(() => moveNote(b, note, { pos: [5, 6], order: 'a1' }));
    undo.undo();
    expect(readBoard(a).notes.get(note)?.pos).toEqual([5, 6]);
  });

  it('undoes an own move of a note that others have written in', () => {
    const { a, b, undo, edit } = pair();
    edit((doc) => add(doc, 'mine'));
    write(b, 'mine and theirs');
    edit((doc) => moveNote(doc, note, { pos: [9, 9], order: 'a1' }));
    undo.undo();
    expect(readBoard(a).notes.get(note)?.pos).toEqual([1, 2]);
  });

  it('undoes and redoes moves any number of times', () => {
    const { a, b, undo, edit } = pair();
    edit((doc) => add(doc, 'mine'));
    for (const x of [3, 4, 5]) edit((doc) => moveNote(doc, note, { pos: [x, x], order: 'a1' }));
    for (let round = 0; round < 3; round++) {
      for (const x of [4, 3, null]) {
        undo.undo();
        expect(readBoard(b).notes.get(note)?.pos).toEqual(x === null ? [1, 2] : [x, x]);
      }
      for (const x of [3, 4, 5]) {
        undo.redo();
        expect(readBoard(b).notes.get(note)?.pos).toEqual([x, x]);
      }
    }
    expect(readBoard(a)).toEqual(readBoard(b));
    expect(placesRoot(a).length).toBe(1);
  });

  it('leaves a note where somebody else has moved it since', () => {
    const { a, b, undo, edit } = pair();
    b.transact(() => add(b, 'theirs'));
    edit((doc) => moveNote(doc, note, { pos: [3, 3], order: 'a1' }));
    edit((doc) => moveNote(doc, note, { pos: [4, 4], order: 'a1' }));
    b.transact(() => moveNote(b, note, { pos: [8, 8], order: 'a1' }));
    for (const press of [undo.undo, undo.undo, undo.redo, undo.redo, undo.undo]) {
      press.call(undo);
      for (const doc of [a, b]) expect(readBoard(doc).notes.get(note)?.pos).toEqual([8, 8]);
    }
    // The next move removes what undo left behind.
    b.transact(() => moveNote(b, note, { pos: [9, 9], order: 'a1' }));
    for (const doc of [a, b]) expect(placesRoot(doc).length).toBe(1);
  });

  it('undoes an own move to the place where somebody else had moved the note', () => {
    const { a, b, undo, edit } = pair();
    edit((doc) => add(doc, 'mine'));
    b.transact(() => moveNote(b, note, { pos: [8, 8], order: 'a1' }));
    edit((doc) => moveNote(doc, note, { pos: [4, 4], order: 'a1' }));
    undo.undo();
    for (const doc of [a, b]) expect(readBoard(doc).notes.get(note)?.pos).toEqual([8, 8]);
  });

  it('undoes a deletion, and nothing of others however often it is called', () => {
    const { a, b, undo, edit } = pair();
    b.transact(() => add(b, 'theirs'));
    edit((doc) => deleteNote(doc, note, 5));
    expect(readBoard(a).notes.size).toBe(0);
    for (let times = 0; times < 50; times++) undo.undo();
    expect(textIn(a)).toBe('theirs');
    expect(readBoard(b).notes.size).toBe(1);
  });

  it('does nothing for a viewer', () => {
    const doc = createBoardDoc();
    const undo = new UndoStack(doc, 'viewer', MINE);
    doc.transact(() => add(doc, 'theirs'), MINE);
    undo.undo();
    expect(readBoard(doc).notes.size).toBe(1);
    expect(undo.read()).toEqual({ canUndo: false, canRedo: false });
    undo.destroy();
  });

  it('reports whether there is something to undo or redo', () => {
    const { undo, edit } = pair();
    expect(undo.read()).toEqual({ canUndo: false, canRedo: false });
    edit((doc) => add(doc, 'mine'));
    expect(undo.read()).toEqual({ canUndo: true, canRedo: false });
    undo.undo();
    expect(undo.read()).toEqual({ canUndo: false, canRedo: true });
  });
});

/** Makes Yjs throw when it brings back this deleted value, as it does when something that it needs is gone. */
function breakRedo(item: Y.Item | null | undefined): void {
  if (item == null) throw new Error('nothing to break');
  item.content.copy = () => {
    throw new Error('Yjs cannot redo this');
  };
}

const itemOf = (doc: Y.Doc, key: string) => propertiesOf(doc, 'notes', note)?._map.get(key);

describe('an undo that throws inside Yjs', () => {
  /** Two members, a note, and a step of the first that changed three of its properties; undo of the last one throws. */
  function broken() {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => void vi.restoreAllMocks());
    const members = pair();
    const { a, b, undo, edit } = members;
    edit((doc) => add(doc, 'mine'));
    edit((doc) => {
      for (const [key, value] of Object.entries({ a: 1, b: 1, c: 1 })) setNoteProperty(doc, note, key, value);
    });
    const former = ['a', 'b', 'c'].map((key) => itemOf(a, `prop:${key}`));
    edit((doc) => {
      for (const [key, value] of Object.entries({ a: 2, b: 2, c: 2 })) setNoteProperty(doc, note, key, value);
    });
    breakRedo(former[1]);
    const failures: string[] = [];
    undo.onFailure((step) => failures.push(step));
    const propertiesIn = (doc: Y.Doc) => readBoard(doc).notes.get(note)?.properties;
    return { a, b, undo, edit, failures, propertiesIn };
  }

  it('is reported once, and leaves the board of every member as it was', () => {
    const { a, b, undo, failures, propertiesIn } = broken();
    undo.undo();
    expect(failures).toEqual(['undo']);
    for (const doc of [a, b]) expect(propertiesIn(doc)).toEqual({ a: 2, b: 2, c: 2 });
    expect(readBoard(a)).toEqual(readBoard(b));
    expect(undo.read()).toEqual({ canUndo: true, canRedo: false });
  });

  it('does not keep earlier and later steps from being undone', () => {
    const { a, b, undo, edit, failures, propertiesIn } = broken();
    undo.undo();
    edit((doc) => setNoteProperty(doc, note, 'd', 4));
    undo.undo();
    for (const doc of [a, b]) expect(propertiesIn(doc)).toEqual({ a: 2, b: 2, c: 2 });
    undo.redo();
    for (const doc of [a, b]) expect(propertiesIn(doc)).toEqual({ a: 2, b: 2, c: 2, d: 4 });
    for (let times = 0; times < 5; times++) undo.undo();
    expect(failures).toEqual(['undo']);
    for (const doc of [a, b]) expect(readBoard(doc).notes.size).toBe(0);
  });

  it('leaves the board as it was even if Yjs throws again when it takes back the half', () => {
    const { a, b, undo, failures, propertiesIn } = broken();
    breakRedo(itemOf(a, 'prop:a'));
    breakRedo(itemOf(a, 'prop:c'));
    undo.undo();
    expect(failures).toEqual(['undo']);
    for (const doc of [a, b]) expect(propertiesIn(doc)).toEqual({ a: 2, b: 2, c: 2 });
    expect(textIn(b)).toBe('mine');
    expect(undo.read()).toEqual({ canUndo: true, canRedo: false });
  });

  it('is reported for redo as well', () => {
    const { a, b, undo, edit, failures, propertiesIn } = broken();
    edit((doc) => setNoteProperty(doc, note, 'd', 4));
    edit((doc) => write(doc, 'mine, longer'));
    undo.undo();
    undo.undo();
    breakRedo(itemOf(a, 'prop:d'));
    undo.redo();
    undo.redo();
    expect(failures).toEqual(['redo']);
    for (const doc of [a, b]) {
      expect(textIn(doc), 'the step after the one that failed').toBe('mine, longer');
      expect(propertiesIn(doc)).toEqual({ a: 2, b: 2, c: 2 });
    }
    expect(undo.read()).toEqual({ canUndo: true, canRedo: false });
  });
});
