import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { BoardId, NoteId } from '#board/ids';
import type { BoardReader } from '#board/reading/board-reader';
import type { Role } from '#board/roles';
import type { SavedStatus } from './saved-state.ts';
import type { UndoStack } from './undo.ts';

/** Marks a transaction as this member's own doing. */
export const LOCAL = Symbol('local');

/** Who one is to the others on a board. `color` is six hex digits. */
export interface Member {
  readonly name: string;
  readonly color: string;
}

/** A value that changes, for `useSyncExternalStore`. */
export interface Watchable<T> {
  readonly read: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * One board as open in this tab: the document, its reading, the others, and what is known of saving. The faces (canvas,
 * outline, panel) share it and nothing else.
 */
export interface BoardSession {
  readonly boardId: BoardId;
  /** The invite; empty for a copy that is read from bytes. */
  readonly token: string;
  readonly role: Role;
  /** The member may not write: a viewer, or anybody looking at a snapshot. */
  readonly readOnly: boolean;
  readonly doc: Y.Doc;
  readonly reader: BoardReader;
  readonly awareness: Awareness;
  readonly undo: UndoStack;
  readonly status: Watchable<SavedStatus>;
  /** True once the board's contents are here, from the server or from this browser. */
  readonly ready: Watchable<boolean>;
  readonly member: Member;
  setMember(member: Member): void;
  /** Tells the others which note one writes in. */
  setEditing(noteId: NoteId | null): void;
  /** Makes an edit: one transaction, undone as this member's. Does nothing on a read-only board. */
  edit(change: (doc: Y.Doc) => void): void;
  /** Forgets the copy in this browser, as after the board was deleted. */
  forget(): Promise<void>;
  destroy(): void;
}
