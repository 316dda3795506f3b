import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId, NoteId } from '#board/ids';
import { BoardReader } from '#board/reading/board-reader';
import type { Role } from '#board/roles';
import { schemaStateOf } from '#board/schema/schema-version';
import { type BoardSession, LOCAL, type Member } from './board-session.ts';
import { Connection } from './connection.ts';
import { LocalStore } from './local-store.ts';
import { forgetMemberKey } from './member-key.ts';
import { SavedStore } from './saved-store.ts';
import { UndoStack } from './undo.ts';
import { unsentTexts } from './unsent.ts';
import { Watched } from './watched.ts';

/** Opens a live board: loads this browser's copy, then connects and stays connected. The caller destroys it. */
export function openBoard(boardId: BoardId, token: string, role: Role, member: Member): BoardSession {
  return new LiveSession(boardId, token, role, member);
}

/** The origin of what arrives while the server takes nothing. */
const READING = Symbol('reading');

class LiveSession implements BoardSession {
  readonly boardId: BoardId;
  readonly token: string;
  readonly role: Role;
  readonly doc = createBoardDoc();
  readonly reader = new BoardReader(this.doc);
  readonly undo: UndoStack;
  readonly ready = new Watched(false);
  readonly status: SavedStore;
  readonly awareness = new Awareness(this.doc);
  #connection: Connection;
  /** What the server has, once it has refused what is here: from then on only this document is exchanged with it. */
  #onServer: Y.Doc | null = null;
  readonly #store: LocalStore | null;
  readonly #stops: (() => void)[] = [];
  #member: Member;
  #destroyed = false;

  constructor(boardId: BoardId, token: string, role: Role, member: Member) {
    this.boardId = boardId;
    this.token = token;
    this.role = role;
    this.#member = member;
    this.undo = new UndoStack(this.doc, role, LOCAL);
    this.#store = role === 'viewer' ? null : new LocalStore(boardId, this.doc);
    this.status = new SavedStore((unsaved) => this.#store?.setUnsaved(unsaved));
    // Added before the connection adds its listener: an edit must be numbered before its frame is sent.
    this.doc.on('update', this.#onUpdate);
    this.#connection = new Connection({
      boardId,
      token,
      doc: this.doc,
      awareness: this.awareness,
      watch: {
        opened: () => this.status.tell({ type: 'opened' }),
        sent: (step2) => this.status.tell({ type: 'sent', step2 }),
        acked: (frames) => this.status.tell({ type: 'acked', frames }),
      },
      closed: (code) => this.#onClose(code),
      synced: () => {
        // The old connection ended by removing our presence. The others accept it again only with a newer clock.
        this.setMember(this.#member);
        this.ready.set(true);
      },
    });
    this.setMember(member);
    this.#listen('online', () => this.#connect());
    this.#listen('offline', () => this.#connection.disconnect());
    void this.#start();
  }

  /**
   * A program that is older than the board does not know what its edits would break. What the server has no room for
   * can only be kept here.
   */
  get readOnly(): boolean {
    return this.role === 'viewer' || schemaStateOf(this.doc) === 'newer' || this.status.read().kind === 'full';
  }

  get member(): Member {
    return this.#member;
  }

  setMember(member: Member): void {
    this.#member = member;
    const state = this.awareness.getLocalState() ?? {};
    this.awareness.setLocalState({
      cursor: null,
      editing: null,
      caret: null,
      ...state,
      user: { ...member },
    });
  }

  setEditing(noteId: NoteId | null): void {
    if (this.awareness.getLocalState()?.editing !== noteId) this.awareness.setLocalStateField('editing', noteId);
  }

  edit(change: (doc: Y.Doc) => void): void {
    if (!this.readOnly) this.doc.transact(() => change(this.doc), LOCAL);
  }

  async forget(): Promise<void> {
    forgetMemberKey(this.boardId);
    await this.#store?.clear();
  }

  unsentTexts(): readonly string[] {
    return this.#onServer === null ? [] : unsentTexts(this.doc, this.#onServer);
  }

  async discardUnsent(): Promise<void> {
    await this.#store?.clear();
  }

  destroy(): void {
    this.#destroyed = true;
    for (const stop of this.#stops) stop();
    this.#connection.destroy();
    this.#onServer?.destroy();
    this.awareness.destroy();
    this.undo.destroy();
    this.reader.destroy();
    this.status.destroy();
    void this.#store?.destroy();
  }

  /**
   * Loads this browser's copy before connecting, so that the first answer to the server has what was written offline.
   */
  async #start(): Promise<void> {
    if (this.#store !== null) {
      this.status.tell({ type: 'restored', unsaved: await this.#store.loaded });
      if (schemaStateOf(this.doc) !== 'empty') this.ready.set(true);
      void this.#store.late.then((unsaved) => {
        if (unsaved === 0 || this.#destroyed) return;
        // The copy was loaded after we had connected. Only a new connection can prove that the server has it.
        this.status.tell({ type: 'restored', unsaved });
        this.#connection.disconnect();
      });
    }
    this.#connect();
  }

  #connect(): void {
    if (!this.#destroyed && this.status.read().kind !== 'closed') this.#connection.connect();
  }

  #onClose(code: number | null): void {
    this.status.tell({ type: 'closed', code });
    // Not at once: the connection is in the middle of closing.
    if (this.status.read().kind === 'full' && this.#onServer === null) queueMicrotask(() => this.#goOnReading());
  }

  /**
   * The server has refused what is here and would refuse it again at each reconnect. So what it has is received into a
   * document of its own, which is never written in, and goes from there into this one, where the user's work stays.
   */
  #goOnReading(): void {
    if (this.#destroyed || this.#onServer !== null) return;
    this.#connection.destroy();
    this.undo.freeze();
    const doc = createBoardDoc();
    this.#onServer = doc;
    doc.on('update', (update: Uint8Array) => Y.applyUpdate(this.doc, update, READING));
    // Without presence: y-websocket would show this member under the client id of the document that only receives.
    const awareness = new Awareness(doc);
    awareness.setLocalState(null);
    this.#stops.push(() => awareness.destroy());
    this.#connection = new Connection({
      boardId: this.boardId,
      token: this.token,
      doc,
      awareness,
      watch: { opened: () => undefined, sent: () => undefined, acked: () => undefined },
      closed: (code) => this.status.tell({ type: 'closed', code }),
      synced: () => this.ready.set(true),
    });
    this.#connect();
  }

  readonly #onUpdate = (_update: Uint8Array, origin: unknown) => {
    const isReceived = origin === this.#connection.origin || origin === READING;
    if (!isReceived && origin !== this.#store?.origin) this.status.tell({ type: 'edited' });
  };

  #listen(event: 'online' | 'offline', listener: () => void): void {
    window.addEventListener(event, listener);
    this.#stops.push(() => window.removeEventListener(event, listener));
  }
}
