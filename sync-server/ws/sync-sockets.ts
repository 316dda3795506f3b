/**
 * The way from an upgrade request to a session in a room: path, subprotocol, origin, invite, room. A request that may
 * not is accepted and then closed with a code, because browsers cannot read an HTTP status here.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { BoardId } from '#board/ids';
import type { CloseName } from '#protocol/close-codes';
import { SUBPROTOCOL } from '#protocol/version';
import { type Admission, admit } from '../access/admission.ts';
import type { Logger } from '../observe/logger.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Catalog } from '../storage/catalog.ts';
import { type OriginRule, originAllowed } from './origin.ts';
import { Socket } from './socket.ts';
import { closeSocket, SocketSession, type SocketSessionParts } from './socket-session.ts';

export interface SyncSocketsParts extends SocketSessionParts {
  readonly catalog: Catalog;
  readonly rooms: Rooms;
  readonly logger: Logger;
  readonly origins: OriginRule;
}

const PATH = /^\/sync\/([^/?]+)(?:\?|$)/;
const OUR_PROTOCOL = /^veivalg\.\d+$/;

/** All sockets of the server. */
export class SyncSockets {
  readonly #parts: SyncSocketsParts;
  readonly #server: InstanceType<typeof WebSocketServer<typeof Socket>>;
  readonly #sessions = new Set<SocketSession>();
  readonly #beat: NodeJS.Timeout;
  #stopping = false;

  constructor(parts: SyncSocketsParts) {
    this.#parts = parts;
    this.#server = new WebSocketServer<typeof Socket>({
      noServer: true,
      WebSocket: Socket,
      clientTracking: true,
      perMessageDeflate: false, // costs more per small frame than all the rest, and is a bomb to unpack
      maxPayload: parts.limits.frameBytes + 1024,
      handleProtocols: (offered) => [...offered].find((name) => OUR_PROTOCOL.test(name)) ?? false,
    });
    // Twice per heartbeat, so that a peer gone silent is seen before silenceMs is over.
    const period = parts.limits.heartbeatMs / 2;
    this.#beat = setInterval(() => this.#beatAll(Math.max(period, parts.limits.silenceMs - period)), period);
    this.#beat.unref();
  }

  /** Takes the upgrades of an HTTP server. */
  attach(server: Server): void {
    server.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  /** Takes no more sockets: they are closed as restarting. */
  refuse(): void {
    this.#stopping = true;
  }

  /** Closes the sockets that are still open and resolves when all are gone. Rooms have closed theirs before. */
  async stop(): Promise<void> {
    clearInterval(this.#beat);
    const open = [...this.#server.clients];
    for (const socket of open) if (socket.readyState === socket.OPEN) closeSocket(socket, 'restarting');
    const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    const tooLong = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, GOODBYE_AT_STOP_MS);
    await Promise.all(closed.filter((_, i) => open[i]?.readyState !== Socket.CLOSED));
    clearTimeout(tooLong);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const boardId = PATH.exec(request.url ?? '')?.[1];
    if (boardId === undefined) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', (error) => this.#parts.logger.debug({ err: error }, 'a socket failed'));
      socket.pause(); // what comes before the room is open waits in the socket
      this.#admit(socket, stream, request, boardId).catch((error: unknown) => {
        this.#parts.logger.error({ err: error, board: boardId }, 'a board could not be opened');
        socket.resume();
        closeSocket(socket, 'overloaded');
      });
    });
  }

  async #admit(socket: Socket, stream: Duplex, request: IncomingMessage, boardId: string): Promise<void> {
    const { catalog, rooms, limits, metrics } = this.#parts;
    const admission = await admit(catalog, boardId, tokenOf(request));
    const refusal = this.#refusalOf(request, admission);
    if (refusal !== null || admission.outcome !== 'admitted') {
      metrics.closes.inc({ reason: refusal ?? 'noInvite' });
      socket.resume();
      closeSocket(socket, refusal ?? 'noInvite');
      return;
    }
    const session = new SocketSession(socket, stream, admission.role, this.#parts);
    const room = await rooms.acquire(boardId as BoardId);
    this.#sessions.add(session);
    metrics.sessions.set(this.#sessions.size);
    session.enter(room, () => {
      this.#sessions.delete(session);
      metrics.sessions.set(this.#sessions.size);
      rooms.release(room);
    });
    // Revoked or deleted while the board was opening: nobody told this session, so it looks once more.
    const again = await admit(catalog, boardId, tokenOf(request));
    const changed = this.#refusalOf(request, again);
    if (changed !== null) session.close(changed);
    else if (this.#sessions.size > limits.sessions) session.close('overloaded');
    socket.resume();
  }

  #refusalOf(request: IncomingMessage, admission: Admission): CloseName | null {
    if (this.#stopping) return 'restarting';
    const offered = protocolsOf(request);
    if (offered.some((name) => OUR_PROTOCOL.test(name)) && !offered.includes(SUBPROTOCOL)) return 'clientTooOld';
    if (!originAllowed(request.headers, this.#parts.origins)) return 'notAllowed';
    if (admission.outcome === 'deleted') return 'boardDeleted';
    return admission.outcome === 'refused' ? 'noInvite' : null;
  }

  #beatAll(silenceMs: number): void {
    for (const session of this.#sessions) session.beat(silenceMs);
  }
}

const GOODBYE_AT_STOP_MS = 1_500;

function protocolsOf(request: IncomingMessage): string[] {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').map((name) => name.trim());
}

/** The token is the first subprotocol that is not ours. */
function tokenOf(request: IncomingMessage): string {
  return protocolsOf(request).find((name) => !OUR_PROTOCOL.test(name)) ?? '';
}
