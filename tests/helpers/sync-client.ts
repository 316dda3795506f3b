import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { frameSaved, frameStep1, frameStep2, frameUpdate, readFrame } from '#protocol/frames';
import type { SocketWatch } from '../../client/sync/ack-socket.ts';

/**
 * A member that implements the protocol itself, so that a test sees every frame and can send any frame. Its document
 * follows the server's; its own changes are sent at once and counted.
 */
export class SyncClient {
  readonly doc: Y.Doc;
  readonly socket: WebSocket;
  /** Sync messages sent on this connection. */
  sent = 0;
  /** The count in the last message 4. */
  saved = 0;
  /** The server's step 2 has arrived. */
  synced = false;
  /** The close code, or null while it is open. */
  closed: number | null = null;
  /** Every message received, in order. */
  readonly received: Uint8Array[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #watch: SocketWatch | null;

  constructor(
    url: string,
    boardId: string,
    token: string,
    doc = createBoardDoc(),
    options: { protocols?: string[]; origin?: string; watch?: SocketWatch } = {},
  ) {
    this.doc = doc;
    this.#watch = options.watch ?? null;
    const address = `${url.replace('http', 'ws')}/sync/${boardId}`;
    const { protocols = ['veivalg.1', token], origin } = options;
    this.socket = new WebSocket(address, protocols, origin === undefined ? {} : { origin });
    this.socket.on('open', () => {
      this.#watch?.opened();
      this.socket.send(frameSaved(0));
      this.socket.send(frameStep1(Y.encodeStateVector(doc)));
      doc.on('update', this.#onUpdate);
    });
    this.socket.on('message', (data: Buffer) => this.#receive(data));
    this.socket.on('error', () => undefined); // a server that was killed; 'close' follows
    this.socket.on('close', (code) => {
      this.closed = code;
      doc.off('update', this.#onUpdate);
      this.#wake();
    });
  }

  /** Resolves when the condition holds. It is evaluated again after each event on the connection. */
  async until(holds: () => boolean): Promise<this> {
    while (!holds()) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this;
  }

  /** Sends raw bytes as one message. */
  send(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  async close(): Promise<void> {
    if (this.closed !== null) return;
    this.socket.terminate();
    await this.until(() => this.closed !== null);
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown) => {
    if (origin === this || this.socket.readyState !== WebSocket.OPEN) return;
    this.sent += 1;
    this.#watch?.sent(false);
    this.socket.send(frameUpdate(update));
  };

  #receive(bytes: Uint8Array): void {
    this.received.push(bytes);
    const frame = readFrame(bytes);
    if (frame.kind === 'step1') {
      this.sent += 1;
      this.#watch?.sent(true);
      this.socket.send(frameStep2(Y.encodeStateAsUpdate(this.doc, frame.stateVector)));
    } else if (frame.kind === 'step2' || frame.kind === 'update') {
      Y.applyUpdate(this.doc, frame.update, this);
      if (frame.kind === 'step2') this.synced = true;
    } else if (frame.kind === 'saved') {
      this.saved = frame.count;
      this.#watch?.acked(frame.count);
    }
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
