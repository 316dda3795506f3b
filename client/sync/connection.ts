import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { BoardId } from '#board/ids';
import { comesBackAfter } from '#protocol/close-codes';
import { MESSAGE_SAVED } from '#protocol/frames';
import { MEMBER_SUBPROTOCOL, SUBPROTOCOL } from '#protocol/version';
import { ackSocket, type SocketWatch } from './ack-socket.ts';
import { memberKey } from './member-key.ts';
import { pauseMs } from './pause.ts';

export interface ConnectionParts {
  readonly boardId: BoardId;
  readonly token: string;
  /** What is exchanged with the server. */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly watch: SocketWatch;
  /** The connection has ended, with the server's close code or none. */
  closed(code: number | null): void;
  /** The server's answer has arrived. */
  synced(): void;
}

/** A board's connection to the server, which comes back by itself unless the server closed it for good. */
export class Connection {
  readonly #provider: WebsocketProvider;
  readonly #parts: ConnectionParts;
  #attempt = 0;
  #reconnect: ReturnType<typeof setTimeout> | null = null;
  #destroyed = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { boardId, token, doc, awareness, watch } = parts;
    this.#provider = new WebsocketProvider(syncUrl(), boardId, doc, {
      connect: false,
      disableBc: true,
      awareness,
      protocols: [SUBPROTOCOL, token, MEMBER_SUBPROTOCOL + memberKey(boardId)],
      WebSocketPolyfill: ackSocket(watch),
    });
    // AckSocket has read it already. Without a handler y-websocket would log an unknown message.
    this.#provider.messageHandlers[MESSAGE_SAVED] = () => undefined;
    this.#provider.on('connection-close', (event) => this.#onClose(event?.code ?? null));
    this.#provider.on('sync', (synced: boolean) => {
      if (!synced) return;
      this.#attempt = 0;
      parts.synced();
    });
  }

  /** The origin of changes that came from the server. */
  get origin(): unknown {
    return this.#provider;
  }

  connect(): void {
    if (this.#destroyed) return;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    this.#reconnect = null;
    this.#provider.connect();
  }

  /** Ends this connection; another one follows. */
  disconnect(): void {
    this.#provider.disconnect();
  }

  destroy(): void {
    this.#destroyed = true;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    this.#provider.destroy();
  }

  /** Reconnects with jitter. y-websocket would do so at fixed times; its own timer finds `shouldConnect` off. */
  #onClose(code: number | null): void {
    this.#parts.closed(code);
    if (this.#destroyed || (code !== null && !comesBackAfter(code))) return;
    this.#provider.shouldConnect = false;
    if (this.#reconnect !== null) clearTimeout(this.#reconnect);
    this.#reconnect = setTimeout(() => this.connect(), pauseMs(this.#attempt++, code === 1013, Math.random()));
  }
}

function syncUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;
}
