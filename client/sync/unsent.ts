import * as Y from 'yjs';
import type { NoteId } from '#board/ids';
import { noteFragment } from '#board/note';
import { root } from '#board/records';
import { recordCount } from '#board/rules/record-count';
import { plainText } from '#board/text';
import { limitOf } from '../api/limits.ts';

/** The texts of the notes that are not on the server as they are here. */
export function unsentTexts(here: Y.Doc, onServer: Y.Doc): string[] {
  const ids = [...root(here, 'notes').keys()] as NoteId[];
  return ids.flatMap((id) => {
    const text = plainText(noteFragment(here, id));
    return text.trim() === '' || text === plainText(noteFragment(onServer, id)) ? [] : [text];
  });
}

/** Whether a document is larger than the server takes, as far as this browser knows its limits. */
export function isOverfull(doc: Y.Doc): boolean {
  if (recordCount(doc) > limitOf('recordsPerBoard')) return true;
  return Y.encodeStateAsUpdate(doc).length > limitOf('documentBytes');
}
