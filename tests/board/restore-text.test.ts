import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { regionIdOf } from '#board/ids';
import { addNote, moveNote, noteFragment } from '#board/note';
import { placesRoot } from '#board/places';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { restoreText } from '#board/restore/restore-text';
import { plainText, replaceText } from '#board/text';
import { ALT_1, cloneOf, noteId, RISK, seededDoc, sync, written } from './helpers.ts';

const N = noteId('n');
const REGION = regionIdOf(RISK, ALT_1);

function board(text = 'en\nto\ntre') {
  const doc = seededDoc();
  addNote(doc, { id: N, text, regionId: REGION, author: '', createdAt: 0 });
  const fragment = noteFragment(doc, N) as Y.XmlFragment;
  return { doc, fragment, snapshot: cloneOf(doc) };
}

/** Restores a text to what it was in a copy, and says how it reads. */
function restored(before: string, change: (fragment: Y.XmlFragment) => void): string {
  const { fragment, snapshot } = board(before);
  change(fragment);
  restoreText(fragment, noteFragment(snapshot, N) as Y.XmlFragment);
  return plainText(fragment);
}

describe('a text that is restored', () => {
  it.each([
    ['letters in a line', 'en to tre', 'en X tre'],
    ['letters at both ends', 'midt', 'Xmidt'],
    ['a line in the middle', 'en\nto\ntre', 'en\ntre'],
    ['new lines', 'en\nto', 'en\nnoe\nannet\nto\nmer'],
    ['all of it', 'en\nto', ''],
    ['nothing but an empty line', '', 'noe'],
    ['other letters in the same place', 'abc', 'aXc'],
    ['an emptied line', 'en\nto', '\nto'],
  ])('reads as before: %s', (_what, before, after) => {
    expect(restored(before, (fragment) => replaceText(fragment, after))).toBe(before);
  });

  it('writes nothing when it reads the same, though its letters are others', () => {
    const { doc, fragment, snapshot } = board('abc');
    replaceText(fragment, '');
    replaceText(fragment, 'abc');
    const before = written(doc);
    restoreText(fragment, noteFragment(snapshot, N) as Y.XmlFragment);
    expect(written(doc)).toBe(before);
  });

  it('leaves alone a line that reads the same', () => {
    const { doc, fragment, snapshot } = board('abc\nx');
    replaceText(fragment, '\nx');
    replaceText(fragment, 'abc\ny');
    const before = written(doc);
    restoreText(fragment, noteFragment(snapshot, N) as Y.XmlFragment);
    expect(plainText(fragment)).toBe('abc\nx');
    expect(written(doc) - before).toBe(1);
  });

  it('keeps letters that read the same beside those that do not', () => {
    const { doc, fragment, snapshot } = board('abcde');
    replaceText(fragment, 'acde');
    replaceText(fragment, 'abcde');
    replaceText(fragment, 'abcXe');
    const before = written(doc);
    restoreText(fragment, noteFragment(snapshot, N) as Y.XmlFragment);
    expect(plainText(fragment)).toBe('abcde');
    expect(written(doc) - before).toBe(1);
  });

  it('takes letters of several leaves together', () => {
    const { doc, fragment, snapshot } = board('');
    const other = cloneOf(doc);
    replaceText(fragment, 'abc');
    replaceText(noteFragment(other, N) as Y.XmlFragment, 'def');
    sync(doc, other);
    const both = cloneOf(doc);
    const text = plainText(fragment);
    replaceText(fragment, `${text.slice(0, 2)}X${text.slice(2, 5)}`);
    restoreText(fragment, noteFragment(both, N) as Y.XmlFragment);
    expect(plainText(fragment)).toBe(text);
    replaceText(fragment, `${text.slice(1, 3)}${text.slice(4)}!`);
    restoreText(fragment, noteFragment(both, N) as Y.XmlFragment);
    expect(plainText(fragment)).toBe(text);
    restoreText(fragment, noteFragment(snapshot, N) as Y.XmlFragment);
    expect(plainText(fragment)).toBe('');
  });

  it('is written anew where it holds what no editor of ours makes', () => {
    for (const odd of [
      (fragment: Y.XmlFragment) => fragment.push([new Y.XmlText('bare')]),
      (fragment: Y.XmlFragment) => (fragment.get(0) as Y.XmlElement).push([new Y.XmlElement('image')]),
      (fragment: Y.XmlFragment) => ((fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText).insertEmbed(0, { a: 1 }),
    ])
      expect(restored('en\nto', odd)).toBe('en\nto');
  });

  it('keeps what somebody offline writes in a line that stays', () => {
    const { doc, fragment, snapshot } = board('en\nto');
    const offline = cloneOf(doc);
    replaceText(noteFragment(offline, N) as Y.XmlFragment, 'en\nto!');
    replaceText(fragment, 'noe\nto');
    restoreText(fragment, noteFragment(snapshot, N) as Y.XmlFragment);
    sync(doc, offline);
    expect(plainText(fragment)).toBe('en\nto!');
  });
});

describe('a board that is restored', () => {
  it('keeps the version of its schema, and loses properties that came later', () => {
    const { doc, snapshot } = board();
    root(snapshot, 'meta').set('schemaVersion', 1);
    root(doc, 'meta').set('later', 'x');
    root(doc, 'meta').set('title', 'Ny');
    const version = root(doc, 'meta').get('schemaVersion');
    restoreBoard(doc, snapshot, { atMs: 1 });
    expect(root(doc, 'meta').toJSON()).toMatchObject({ schemaVersion: version, title: 'Prøve' });
    expect(root(doc, 'meta').has('later')).toBe(false);
    root(snapshot, 'meta').delete('schemaVersion');
    restoreBoard(doc, snapshot, { atMs: 1 });
    expect(root(doc, 'meta').get('schemaVersion')).toBe(version);
  });

  it('brings a note’s text back that a peer replaced by something else', () => {
    const { doc, snapshot } = board();
    propertiesOf(doc, 'notes', N)?.set('text', 5);
    restoreBoard(doc, snapshot, { atMs: 1 });
    expect(readBoard(doc).notes.get(N)?.text).toBe('en\nto\ntre');
  });

  it('passes over what was no record and what is no data', () => {
    const { doc, snapshot } = board();
    root(snapshot, 'notes').set('odd', 5);
    propertiesOf(snapshot, 'notes', N)?.set('prop:x', 10n);
    placesRoot(snapshot).push([[N, { order: 10n }, 9]]);
    moveNote(doc, N, { pos: [1, 2], order: 'a0' });
    restoreBoard(doc, snapshot, { atMs: 1 });
    expect(root(doc, 'notes').has('odd')).toBe(false);
    expect(propertiesOf(doc, 'notes', N)?.has('prop:x')).toBe(false);
    expect(readBoard(doc).notes.get(N)?.pos).toEqual([1, 2]);
  });

  it('takes away what is no record and was not there', () => {
    const { doc, snapshot } = board();
    root(doc, 'notes').set('odd', 5);
    restoreBoard(doc, snapshot, { atMs: 1 });
    expect(root(doc, 'notes').has('odd')).toBe(false);
  });

  it('writes no move for notes that lie as they did', () => {
    const { doc } = board();
    moveNote(doc, N, { pos: [1, 2], order: 'a0' });
    const snapshot = cloneOf(doc);
    const before = written(doc);
    restoreBoard(doc, snapshot, { atMs: 1 });
    expect(written(doc)).toBe(before);
  });
});
