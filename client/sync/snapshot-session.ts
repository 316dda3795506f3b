import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId } from '#board/ids';
import { BoardReader } from '#board/reading/board-reader';
import { type BoardSession, LOCAL, type Member } from './board-session.ts';
import type { SavedStatus } from './saved-state.ts';
import { UndoStack } from './undo.ts';
import { Watched } from './watched.ts';

/** Opens a snapshot (a Yjs update) as a read-only board. `takenAtMs` is when it was taken. */
export function openSnapshot(boardId: BoardId, bytes: Uint8Array, takenAtMs: number): BoardSession {
  const doc = createBoardDoc();
  Y.applyUpdate(doc, bytes);
  const reader = new BoardReader(doc);
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const undo = new UndoStack(doc, 'viewer', LOCAL);
  const nobody: Member = { name: '', color: '#64748b' };
  return {
    boardId,
    token: '',
    role: 'viewer',
    readOnly: true,
    doc,
    reader,
    awareness,
    undo,
    status: new Watched<SavedStatus>({ kind: 'saved', atMs: takenAtMs }),
    ready: new Watched(true),
    member: nobody,
    setMember: () => undefined,
    setEditing: () => undefined,
    edit: () => undefined,
    forget: async () => undefined,
    unsentTexts: () => [],
    discardUnsent: async () => undefined,
    destroy: () => {
      undo.destroy();
      reader.destroy();
      awareness.destroy();
      doc.destroy();
    },
  };
}
