import { randomBytes } from 'node:crypto';
import type * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { comesBackAfter } from '#protocol/close-codes';
import { MEMBER_SUBPROTOCOL, SUBPROTOCOL } from '#protocol/version';
import { pauseMs } from '../../client/sync/pause.ts';
import { type SavedClock, SavedStore } from '../../client/sync/saved-store.ts';
import { Random, SEED } from './seeds.ts';
import { SyncClient } from './sync-client.ts';

const jitter = new Random(SEED);

export interface ReturningMemberParts {
  /** The server's current address. */
  readonly url: () => string;
  readonly boardId: string;
  readonly token: string;
  readonly doc?: Y.Doc;
  readonly clock?: SavedClock;
}

/**
 * A member's browser over many connections. It reconnects after the pauses of the client's own code, sends what it wrote
 * meanwhile, and uses the client's own SavedStore to decide whether that is saved.
 */
export class ReturningMember {
  readonly doc: Y.Doc;
  readonly status: SavedStore;
  /** The close codes of its connections so far. */
  readonly closes: number[] = [];
  client: SyncClient | null = null;
  readonly #parts: ReturningMemberParts;
  readonly #key = randomBytes(17).toString('base64url');
  readonly #waiting = new Set<() => void>();
  #attempt = 0;
  #wanted = true;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(parts: ReturningMemberParts) {
    this.#parts = parts;
    this.doc = parts.doc ?? createBoardDoc();
    this.status = new SavedStore(() => undefined, parts.clock);
    this.doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) this.status.tell({ type: 'edited' });
      this.#wake();
    });
    this.status.subscribe(() => this.#wake());
    this.#connect();
  }

  /** It is connected and has received what it lacked. */
  get synced(): boolean {
    return this.client?.synced === true && this.client.closed === null;
  }

  /** Everything it wrote is durable on the server. */
  get saved(): boolean {
    return this.status.read().kind === 'saved';
  }

  /** Resolves when the condition holds. It is evaluated again after each event. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Closes the connection and does not reconnect until {@link comeBack}. */
  async leave(): Promise<void> {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.client?.close();
  }

  comeBack(): void {
    this.#wanted = true;
    this.#connect();
  }

  #connect(): void {
    const { url, boardId, token } = this.#parts;
    const client = new SyncClient(url(), boardId, token, this.doc, {
      protocols: [SUBPROTOCOL, token, MEMBER_SUBPROTOCOL + this.#key],
      watch: {
        opened: () => this.status.tell({ type: 'opened' }),
        sent: (step2) => this.status.tell({ type: 'sent', step2 }),
        acked: (frames) => this.status.tell({ type: 'acked', frames }),
      },
    });
    this.client = client;
    client.socket.on('message', () => {
      if (client.synced) this.#attempt = 0;
      this.#wake();
    });
    client.socket.on('close', (code) => {
      this.closes.push(code);
      this.status.tell({ type: 'closed', code: code === 1006 ? null : code });
      this.#wake();
      if (!this.#wanted || !comesBackAfter(code)) return;
      this.#timer = setTimeout(() => this.#connect(), pauseMs(this.#attempt++, code === 1013, jitter.next()));
    });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
