import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId, NoteId } from '#board/ids';
import { BoardReader } from '#board/reading/board-reader';
import type { Role } from '#board/roles';
import { schemaStateOf } from '#board/schema/schema-version';
import { comesBackAfter } from '#protocol/close-codes';
import { MESSAGE_SAVED } from '#protocol/frames';
import { MEMBER_SUBPROTOCOL, SUBPROTOCOL } from '#protocol/version';
import { ackSocket } from './ack-socket.ts';
import { type BoardSession, LOCAL, type Member } from './board-session.ts';
import { LocalStore } from './local-store.ts';
import { forgetMemberKey, memberKey } from './member-key.ts';
import { pauseMs } from './pause.ts';
import { SavedStore } from './saved-store.ts';
import { UndoStack } from './undo.ts';
import { Watched } from './watched.ts';

/** Opens a live board: loads this browser's copy, then connects and stays connected. The caller destroys it. */
export function openBoard(boardId: BoardId, token: string, role: Role, member: Member): BoardSession {
  return new LiveSession(boardId, token, role, member);
}

class LiveSession implements BoardSession {
  readonly boardId: BoardId;
  readonly token: string;
  readonly role: Role;
  readonly doc = createBoardDoc();
  readonly reader = new BoardReader(this.doc);
  readonly undo: UndoStack;
  readonly ready = new Watched(false);
  readonly status: SavedStore;
  readonly #provider: WebsocketProvider;
  readonly #store: LocalStore | null;
  readonly #stops: (() => void)[] = [];
  #member: Member;
  #attempt = 0;
  #reconnect: ReturnType<typeof setTimeout> | null = null;
  #destroyed = false;

  constructor(boardId: BoardId, token: string, role: Role, member: Member) {
    this.boardId = boardId;
    this.token = token;
    this.role = role;
    this.#member = member;
    this.undo = new UndoStack(this.doc, role, LOCAL);
    this.#store = role === 'viewer' ? null : new LocalStore(boardId, this.doc);
    this.status = new SavedStore((unsaved) => this.#store?.setUnsaved(unsaved));
    // Added before the provider adds its listener: an edit must be numbered before its frame is sent.
    this.doc.on('update', this.#onUpdate);
    this.#provider = new WebsocketProvider(syncUrl(), boardId, this.doc, {
      connect: false,
      disableBc: true,
      protocols: [SUBPROTOCOL, token, MEMBER_SUBPROTOCOL + memberKey(boardId)],
      WebSocketPolyfill: ackSocket({
        opened: () => this.status.tell({ type: 'opened' }),
        sent: (step2) => this.status.tell({ type: 'sent', step2 }),
        acked: (frames) => this.status.tell({ type: 'acked', frames }),
      }),
    });
    // AckSocket has read it already. Without a handler y-websocket would log an unknown message.
    this.#provider.messageHandlers[MESSAGE_SAVED] = () => undefined;
    this.#provider.on('connection-close', (event) => this.#onClose(event?.code ?? null));
    this.#provider.on('sync', (synced: boolean) => {
      if (!synced) return;
      this.#attempt = 0;
      // The old connection ended by removing our presence. The others accept it again only with a newer clock.
      this.setMember(this.#member);
      this.ready.set(true);
    });
    this.setMember(member);
    this.#listen('online', () => this.#connect());
    this.#listen('offline', () => this.#provider.disconnect());
    void this.#start();
  }

  /** A program that is older than the board does not know what its edits would break. */
  get readOnly(): boolean {
    return this.role === 'viewer' || schemaStateOf(this.doc) === 'newer';
  }

  get awareness() {
    return this.#provider.awareness;
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

  destroy(): void {
    this.#destroyed = true;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    for (const stop of this.#stops) stop();
    this.#provider.destroy();
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
        this.#provider.disconnect();
      });
    }
    this.#connect();
  }

  #connect(): void {
    if (this.#destroyed || this.status.read().kind === 'closed') return;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    this.#reconnect = null;
    this.#provider.connect();
  }

  /** Reconnects with jitter. y-websocket would do so at fixed times; its own timer finds `shouldConnect` off. */
  #onClose(code: number | null): void {
    this.status.tell({ type: 'closed', code });
    if (this.#destroyed || (code !== null && !comesBackAfter(code))) return;
    this.#provider.shouldConnect = false;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    this.#reconnect = setTimeout(() => this.#connect(), pauseMs(this.#attempt++, code === 1013, Math.random()));
  }

  readonly #onUpdate = (_update: Uint8Array, origin: unknown) => {
    if (origin !== this.#provider && origin !== this.#store?.origin) this.status.tell({ type: 'edited' });
  };

  #listen(event: 'online' | 'offline', listener: () => void): void {
    window.addEventListener(event, listener);
    this.#stops.push(() => window.removeEventListener(event, listener));
  }
}

function syncUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;
}
