import * as Y from 'yjs';
import type { Board } from '#board/board';
import { createBoardDoc } from '#board/board-doc';
import type { FieldId, ItemId, NoteId, RegionId, SectionId } from '#board/ids';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { seedUpdate } from './random-edits.ts';

/** Ids of the small board of {@link seededDoc}. */
export const ALT_1 = 'alt-1' as ItemId;
export const ALT_2 = 'alt-2' as ItemId;
export const RISK = 'tiny-risk' as FieldId;
export const MEASURE = 'tiny-measure' as FieldId;
export const GENERAL = 'tiny-general' as RegionId;
export const EACH = 'tiny-each' as SectionId;

export const noteId = (id: string) => id as NoteId;

/** A new document with the small board. */
export function seededDoc(): Y.Doc {
  return copyOf(SMALL_BOARD);
}

/** A new document with the small board and a given client id. */
export function memberDoc(clientId: number): Y.Doc {
  const doc = copyOf(SMALL_BOARD);
  doc.clientID = clientId;
  return doc;
}

const SMALL_BOARD = seedUpdate();

/** Another member's document with the same board. */
export function cloneOf(doc: Y.Doc): Y.Doc {
  return copyOf(Y.encodeStateAsUpdate(doc));
}

function copyOf(update: Uint8Array): Y.Doc {
  const doc = createBoardDoc();
  Y.applyUpdate(doc, update);
  return doc;
}

/** Exchanges all updates between documents, so that they have the same state. */
export function sync(...docs: readonly Y.Doc[]): void {
  const all = Y.mergeUpdates(docs.map((doc) => Y.encodeStateAsUpdate(doc)));
  for (const doc of docs) Y.applyUpdate(doc, all);
}

/** The clock of the document's own client: how much it has written so far. */
export function written(doc: Y.Doc): number {
  return Y.getState(doc.store, doc.clientID);
}

/** A board as plain data, for comparison; maps become lists sorted by key. */
export function plain(board: Board): unknown {
  return JSON.parse(
    JSON.stringify(board, (_key, value: unknown) =>
      value instanceof Map ? [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1)) : value,
    ),
  );
}

/** The text of every note, deleted notes included. */
export function texts(doc: Y.Doc): string[] {
  const { notes, deleted } = readBoard(doc);
  return [...notes.values(), ...deleted].map((note) => note.text);
}

/** Sets any value in a root, as a peer could. */
export function put(doc: Y.Doc, name: Parameters<typeof root>[1], id: string, value: unknown): void {
  root(doc, name).set(id, value);
}
