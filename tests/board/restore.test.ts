import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { putDrawing, removeDrawing } from '#board/drawing';
import { addField, removeField, renameField } from '#board/field';
import { type FieldId, type ItemId, type LinkId, regionIdOf } from '#board/ids';
import { ALTERNATIVE, addItem, removeItem, renameItem } from '#board/item';
import { addLink, removeLink } from '#board/link';
import { renameBoard } from '#board/meta';
import { addNote, deleteNote, moveNote, noteFragment, setNoteProperty } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { SCHEMA_VERSION } from '#board/schema/schema-version';
import { plainText, replaceText } from '#board/text';
import { ALT_1, cloneOf, GENERAL, MEASURE, noteId, plain, RISK, seededDoc, sync, written } from './helpers.ts';

const AT = 9000;
const RISKS = regionIdOf(RISK, ALT_1);
const [A, B, LATER] = [noteId('a'), noteId('b'), noteId('later')];
const LINK = 'link' as LinkId;

function boardWithNotes(): Y.Doc {
  const doc = seededDoc();
  addNote(doc, { id: A, text: 'en\nto\ntre', regionId: RISKS, author: 'Kari', createdAt: 5 });
  addNote(doc, { id: B, text: 'annen', regionId: GENERAL, author: '', createdAt: 6 });
  addLink(doc, { id: LINK, type: 'reduces', from: B, to: A });
  putDrawing(doc, 'shape:1', { typeName: 'shape', type: 'geo', x: 1, y: 2, props: { color: 'red' } });
  return doc;
}

function textOf(doc: Y.Doc, id: typeof A): string {
  return plainText(noteFragment(doc, id));
}

function write(doc: Y.Doc, id: typeof A, text: string): void {
  const fragment = noteFragment(doc, id);
  if (fragment !== null) replaceText(fragment, text);
}

describe('restoring a snapshot', () => {
  it('brings everything back and marks what was added later as deleted or removed', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    const before = plain(readBoard(snapshot));
    renameBoard(doc, 'Annet navn');
    renameItem(doc, ALT_1, 'Omdøpt');
    addItem(doc, { id: 'new' as ItemId, dimension: ALTERNATIVE, title: 'Ny' });
    renameField(doc, RISK, 'Omdøpt');
    removeField(doc, MEASURE);
    addField(doc, {
      id: 'nf' as FieldId,
      section: 'tiny-common' as never,
      key: 'k',
      title: 'N',
      column: 0,
      row: 9,
      order: 'a9',
    });
    write(doc, A, 'en\nnoe annet\ntre\nfire');
    moveNote(doc, A, { pos: [1, 2], order: 'a1' });
    setNoteProperty(doc, A, 'antall', 3);
    deleteNote(doc, B, 7);
    addNote(doc, { id: LATER, text: 'senere', regionId: RISKS, author: '', createdAt: 8 });
    removeLink(doc, LINK);
    removeDrawing(doc, 'shape:1');
    putDrawing(doc, 'shape:2', { typeName: 'shape', type: 'geo', x: 1, y: 2 });

    restoreBoard(doc, snapshot, { atMs: AT });
    const { deleted, removedItems, removedFields, ...after } = readBoard(doc);
    expect(deleted.map(({ id, deletedAt, text }) => [id, deletedAt, text])).toEqual([[LATER, AT, 'senere']]);
    expect(removedItems.map(({ id }) => id)).toEqual(['new']);
    expect(removedFields.map(({ id }) => id)).toEqual(['nf']);
    expect(plain({ ...after, deleted: [], removedItems: [], removedFields: [] })).toEqual(before);
  });

  it('changes nothing the second time, or if nothing has changed', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(snapshot));
    write(doc, A, 'et\nto');
    addNote(doc, { id: LATER, text: 'senere', regionId: RISKS, author: '', createdAt: 8 });
    restoreBoard(doc, snapshot, { atMs: AT });
    const once = Y.encodeStateAsUpdate(doc);
    restoreBoard(doc, snapshot, { atMs: AT + 1 });
    expect(Y.encodeStateAsUpdate(doc)).toEqual(once);
  });

  it('moves notes back, and writes nothing for those that have not moved', () => {
    const doc = boardWithNotes();
    moveNote(doc, B, { pos: [1, 1], order: 'a1' });
    const snapshot = cloneOf(doc);
    const elsewhere = { pos: [2, 2], order: 'a2' } as const;
    moveNote(doc, A, elsewhere);
    moveNote(doc, B, elsewhere);
    const offline = cloneOf(doc);
    moveNote(offline, A, { pos: [3, 3], order: 'a3' });
    const before = written(doc);
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(written(doc)).toBe(before + 1); // only B's move: A goes back to where it was added, which needs none
    expect(plain(readBoard(doc))).toEqual(plain(readBoard(snapshot)));
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(written(doc)).toBe(before + 1);
    sync(doc, offline);
    expect(readBoard(doc).notes.get(A)?.pos).toEqual([3, 3]);
    expect(readBoard(doc).notes.get(B)?.pos).toEqual([1, 1]);
  });

  it('is undone by restoring a copy made before it', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    write(doc, A, 'skrevet\nom');
    deleteNote(doc, B, 7);
    addNote(doc, { id: LATER, text: 'senere', regionId: RISKS, author: '', createdAt: 8 });
    const copy = cloneOf(doc);
    restoreBoard(doc, snapshot, { atMs: AT });
    restoreBoard(doc, copy, { atMs: AT + 1 });
    expect(plain(readBoard(doc))).toEqual(plain(readBoard(copy)));
  });

  it('keeps letters written offline among those that were restored', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    const offline = cloneOf(doc);
    write(offline, A, 'eXn\ntoY\ntZre');
    // The edits of an editor: two new lines, and letters in the old ones.
    const fragment = noteFragment(doc, A) as Y.XmlFragment;
    const [first, second, third] = (fragment.toArray() as Y.XmlElement[]).flatMap(
      (line) => line.toArray() as Y.XmlText[],
    );
    first?.insert(2, '!');
    second?.insert(0, '-');
    third?.insert(0, '?');
    for (const at of [0, 2]) fragment.insert(at, [new Y.XmlElement('paragraph')]);
    expect(textOf(doc, A)).toBe('\nen!\n\n-to\n?tre');
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(textOf(doc, A)).toBe('en\nto\ntre');
    sync(doc, offline);
    expect(textOf(doc, A)).toBe('eXn\ntoY\ntZre');
  });

  it('brings back letters among those that stayed, also in a line that two members began', () => {
    const doc = seededDoc();
    addNote(doc, { id: A, text: '', regionId: RISKS, author: '', createdAt: 5 });
    const other = cloneOf(doc);
    write(doc, A, 'hei ');
    write(other, A, 'du 😀');
    sync(doc, other);
    const snapshot = cloneOf(doc);
    const text = textOf(doc, A);
    expect(noteFragment(doc, A)?.toString()).toMatch(/^<paragraph>.+<\/paragraph>$/);
    expect((noteFragment(doc, A)?.firstChild as Y.XmlElement | null)?.length).toBe(2);
    for (const changed of ['', 'x', 'hu', 'hXei dYu 😀', '😁', 'en\nannen\nlinje', `${text}${text}`]) {
      const now = cloneOf(doc);
      write(now, A, changed);
      expect(textOf(now, A)).toBe(changed);
      restoreBoard(now, snapshot, { atMs: AT });
      expect(textOf(now, A)).toBe(text);
    }
  });

  it('writes no more than what differs', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    write(doc, A, 'en\nto\ntrex');
    const before = written(doc);
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(written(doc)).toBe(before);
    write(doc, A, 'en\nto\nte');
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(written(doc)).toBe(before + 1);
  });

  it('restores a text and a note that a peer has replaced with something else', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    const fragment = noteFragment(doc, A);
    fragment?.insert(0, [new Y.XmlText('løst')]);
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(textOf(doc, A)).toBe('en\nto\ntre');
    root(doc, 'notes').set(A, 'ingen lapp');
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(textOf(doc, A)).toBe('en\nto\ntre');
  });

  it('does not change the schema version', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    root(doc, 'meta').set('schemaVersion', SCHEMA_VERSION + 1);
    restoreBoard(doc, snapshot, { atMs: AT });
    expect(root(doc, 'meta').get('schemaVersion')).toBe(SCHEMA_VERSION + 1);
  });
});

describe('restoring one region', () => {
  it('brings its notes and links back and does not change the rest of the board', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    write(doc, A, 'endret');
    moveNote(doc, A, { regionId: GENERAL, order: 'a5' });
    addNote(doc, { id: LATER, text: 'senere', regionId: RISKS, author: '', createdAt: 8 });
    write(doc, B, 'også endret');
    removeLink(doc, LINK);
    renameBoard(doc, 'Nytt');
    restoreBoard(doc, snapshot, { atMs: AT, regionId: RISKS });
    const board = readBoard(doc);
    expect(plain(readBoard(doc).regions.get(RISKS) as never)).toEqual(
      plain(readBoard(snapshot).regions.get(RISKS) as never),
    );
    expect(board.deleted.map(({ id }) => id)).toEqual([LATER]);
    expect(board.notes.get(B)?.text).toBe('også endret');
    expect(board.meta.title).toBe('Nytt');
    expect(board.links.map(({ id }) => id)).toEqual([LINK]);
  });

  it('restores the field and the alternative of the region if they were removed', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    removeField(doc, RISK);
    removeItem(doc, ALT_1);
    restoreBoard(doc, snapshot, { atMs: AT, regionId: RISKS });
    expect(
      readBoard(doc)
        .regions.get(RISKS)
        ?.notes.map(({ id }) => id),
    ).toEqual([A]);
  });

  it('does nothing for a region that the snapshot does not show', () => {
    const doc = boardWithNotes();
    const snapshot = cloneOf(doc);
    write(doc, A, 'endret');
    restoreBoard(doc, snapshot, { atMs: AT, regionId: 'nowhere' as typeof RISKS });
    expect(textOf(doc, A)).toBe('endret');
  });
});
