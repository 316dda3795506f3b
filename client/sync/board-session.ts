import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { BoardId, NoteId } from '#board/ids';
import type { BoardReader } from '#board/reading/board-reader';
import type { Role } from '#board/roles';
import type { SavedStatus } from './saved-state.ts';
import type { UndoStack } from './undo.ts';
import type { Watchable } from './watched.ts';

/** The origin of transactions that this member made. */
export const LOCAL = Symbol('local');

/** How a member appears to the others on a board. `color` is `#` and six hex digits. */
export interface Member {
  readonly name: string;
  readonly color: string;
}

/**
 * One board that is open in this tab: the document, the reader, the other members and the saved state. Canvas, outline
 * and panel share this and nothing else.
 */
export interface BoardSession {
  readonly boardId: BoardId;
  /** The invite token; '' for a snapshot. */
  readonly token: string;
  readonly role: Role;
  /**
   * Nothing can be written here: for viewers, on snapshots, on a board that a newer program has migrated, and once the
   * server had no room for what was written.
   */
  readonly readOnly: boolean;
  readonly doc: Y.Doc;
  readonly reader: BoardReader;
  readonly awareness: Awareness;
  readonly undo: UndoStack;
  readonly status: Watchable<SavedStatus>;
  /** True once the board's contents have been loaded, from the server or from this browser. */
  readonly ready: Watchable<boolean>;
  readonly member: Member;
  setMember(member: Member): void;
  /** Shows the others which note this member writes in. */
  setEditing(noteId: NoteId | null): void;
  /** Makes an edit: one transaction that this member can undo. Does nothing on a read-only board. */
  edit(change: (doc: Y.Doc) => void): void;
  /** Deletes what this browser stores of the board. For boards that were deleted. */
  forget(): Promise<void>;
  /** Once the server had no room: the texts of the notes that it does not have as they are here. */
  unsentTexts(): readonly string[];
  /** Deletes this browser's copy, and with it what the server has not taken. Reload the page afterwards. */
  discardUnsent(): Promise<void>;
  destroy(): void;
}
