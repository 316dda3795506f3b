import { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { BoardId } from '#board/ids';
import { addNote, type NewNote } from '#board/note';
import { BoardReader } from '#board/reading/board-reader';
import { type BoardSession, LOCAL } from '../../client/sync/board-session.ts';
import { UndoStack } from '../../client/sync/undo.ts';
import { noteId, seededDoc } from '../board/helpers.ts';

/** The small board as it is open in a tab, without a server. */
export function openBoard(more: Partial<BoardSession> = {}): BoardSession {
  const doc = seededDoc();
  return {
    boardId: 'board' as BoardId,
    token: '',
    role: 'participant',
    readOnly: false,
    doc,
    reader: new BoardReader(doc),
    awareness: new Awareness(doc),
    undo: new UndoStack(doc, 'participant', LOCAL),
    status: { read: () => ({ kind: 'saved' }) as never, subscribe: () => () => undefined },
    ready: { read: () => true, subscribe: () => () => undefined },
    member: { name: 'Kari', color: '000000' },
    setMember: () => undefined,
    setEditing: () => undefined,
    edit: (change: (doc: Y.Doc) => void) => doc.transact(() => change(doc), LOCAL),
    forget: async () => undefined,
    unsentTexts: () => [],
    discardUnsent: async () => undefined,
    destroy: () => undefined,
    ...more,
  };
}

/** Adds notes with their ids as text to a region, or loose. */
export function addNotes(session: BoardSession, regionId: NewNote['regionId'], ...ids: readonly string[]): void {
  for (const id of ids) addNote(session.doc, { id: noteId(id), text: id, regionId, author: '', createdAt: 0 });
}

/** The texts of the notes of a region, in order. */
export function textsIn(session: BoardSession, regionId: string): string[] {
  return (session.reader.read().regions.get(regionId as never)?.notes ?? []).map(({ text }) => text);
}
