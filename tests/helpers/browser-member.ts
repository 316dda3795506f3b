import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { frameAwareness } from '#protocol/frames';
import { awarenessUpdate } from './awareness-update.ts';
import type { TestBoard } from './server-in-process.ts';
import { SyncClient } from './sync-client.ts';

/** A member as our client is one: with a key that outlives page loads, and presence under the document's client id. */
export class BrowserMember {
  readonly name: string;
  readonly key: string;
  doc = createBoardDoc();
  client: SyncClient | null = null;

  constructor(name: string) {
    this.name = name;
    this.key = name.padEnd(22, '_');
  }

  get isIn(): boolean {
    const { client } = this;
    return (
      client !== null && client.closed === null && client.synced && client.sent > 0 && client.saved === client.sent
    );
  }

  connect(url: string, board: TestBoard, token = board.participant): SyncClient {
    const protocols = ['veivalg.1', token, `member.${this.key}`];
    const client = new SyncClient(url, board.id, '', this.doc, { protocols });
    client.socket.on('open', () => client.send(presenceOf(this.doc.clientID)));
    this.client = client;
    return client;
  }

  /** Connects; resolves when everything is saved. Rejects if the server closes the connection. */
  async enter(url: string, board: TestBoard, token = board.participant): Promise<void> {
    const client = this.connect(url, board, token);
    await client.until(() => this.isIn || client.closed !== null);
    if (client.closed !== null) throw new Error(`${this.name} was closed with ${client.closed}`);
  }

  /** Loads the page again: a new document, and so a new client id, from what the browser has stored. */
  reload(): void {
    this.doc = copyOf(this.doc, null);
  }

  write(id: string): void {
    addNote(this.doc, { id: id as NoteId, text: id, regionId: null, author: this.name, createdAt: 0 });
  }

  /** Changes a note of somebody else, so that this member's structs build on theirs. */
  touch(id: string): void {
    const note = root(this.doc, 'notes').get(id);
    if (note instanceof Y.Map) note.set('author', this.name);
  }

  has(id: string): boolean {
    return root(this.doc, 'notes').has(id);
  }
}

/** The presence of one client. */
export function presenceOf(clientId: number, clock = 1): Uint8Array {
  return frameAwareness(awarenessUpdate([{ clientId, clock, state: '{"user":{"name":"A","color":"#112233"}}' }]));
}

/** A copy of a document, with its client id or a new one. */
export function copyOf(doc: Y.Doc, clientId: number | null = doc.clientID): Y.Doc {
  const copy = createBoardDoc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  if (clientId !== null) copy.clientID = clientId;
  return copy;
}
