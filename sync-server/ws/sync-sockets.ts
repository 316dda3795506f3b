/**
 * From an upgrade request to a session in a room: path, address, subprotocol, origin, invite, room. A request that is
 * not allowed is upgraded and then closed with a code, because browsers cannot read an HTTP status here. Only requests
 * over a limit are refused before the upgrade, with a status, because that must cost little.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { BoardId } from '#board/ids';
import { CLOSE_CODES, type CloseName } from '#protocol/close-codes';
import { SUBPROTOCOL } from '#protocol/version';
import { type Admission, admit } from '../access/admission.ts';
import type { Logger } from '../observe/logger.ts';
import { reportUnexpected } from '../observe/unexpected-error.ts';
import { BoardSetAside } from '../rooms/load-guard.ts';
import { RoomClosed } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { LogCorrupt, LogUnavailable } from '../storage/board-log.ts';
import { type Catalog, CatalogUnavailable } from '../storage/catalog.ts';
import { ConnectionLimits } from './connection-limits.ts';
import { addressOf, boardOf, type Handshake, isVersion, readHandshake } from './handshake.ts';
import { Heartbeat } from './heartbeat.ts';
import { type OriginRule, originAllowed } from './origin.ts';
import type { Share } from './shared-buckets.ts';
import { closeSocket, Socket } from './socket.ts';
import { SocketSession, type SocketSessionParts } from './socket-session.ts';
import { noTraffic, reportTraffic } from './traffic.ts';

export interface SyncSocketsParts extends Omit<SocketSessionParts, 'traffic'> {
  readonly catalog: Catalog;
  readonly rooms: Rooms;
  readonly logger: Logger;
  readonly origins: OriginRule;
}

/** No browser or proxy splits a message into more frames, or a frame into more chunks of the TCP stream. */
const MOST_FRAGMENTS = 256;
const MOST_CHUNKS = 16_384;
const REPORT_TRAFFIC_MS = 1_000;
const SWEEP_MS = 2_000;

/** All sockets of the server. */
export class SyncSockets {
  readonly #parts: SyncSocketsParts & SocketSessionParts;
  readonly #server: InstanceType<typeof WebSocketServer<typeof Socket>>;
  readonly #sessions = new Set<SocketSession>();
  readonly #connections: ConnectionLimits;
  readonly #heartbeat: Heartbeat;
  readonly #timers: readonly NodeJS.Timeout[];
  #stopping = false;

  constructor(parts: SyncSocketsParts) {
    const { limits, metrics } = parts;
    this.#parts = { ...parts, traffic: noTraffic(), monotonic: () => parts.monotonic() };
    this.#connections = new ConnectionLimits(limits);
    this.#server = new WebSocketServer<typeof Socket>({
      noServer: true,
      WebSocket: Socket,
      clientTracking: true,
      perMessageDeflate: false, // costs more per small frame than everything else, and a small message may unpack to GBs
      maxPayload: limits.frameBytes + 1024,
      autoPong: false, // sessions answer pings, within their rates
      maxFragments: MOST_FRAGMENTS,
      maxBufferedChunks: MOST_CHUNKS,
      handleProtocols: (offered) => [...offered].find(isVersion) ?? false,
    });
    this.#heartbeat = new Heartbeat(this.#sessions, limits);
    this.#timers = [
      setInterval(() => reportTraffic(this.#parts.traffic, metrics), REPORT_TRAFFIC_MS),
      setInterval(() => metrics.rateBuckets.set(this.#connections.sweep(this.#parts.monotonic())), SWEEP_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** Handles the upgrade requests of an HTTP server. */
  attach(server: Server): void {
    server.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  /** From now on new sockets are closed with the code for a restart. */
  refuse(): void {
    this.#stopping = true;
  }

  /** Closes the sockets that rooms have not closed already; resolves when all are gone. */
  async stop(): Promise<void> {
    this.#heartbeat.stop();
    for (const timer of this.#timers) clearInterval(timer);
    reportTraffic(this.#parts.traffic, this.#parts.metrics);
    const open = [...this.#server.clients];
    for (const socket of open) {
      socket.resume();
      if (socket.readyState === socket.OPEN) socket.close(restarting.code, restarting.meaning);
    }
    const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    const tooLong = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, GOODBYE_AT_STOP_MS);
    await Promise.all(closed.filter((_, i) => open[i]?.readyState !== Socket.CLOSED));
    clearTimeout(tooLong);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const boardId = boardOf(request);
    if (boardId === null) {
      refuseUpgrade(stream, '404 Not Found');
      return;
    }
    const address = addressOf(request, this.#parts.origins.trustProxy);
    const now = this.#parts.monotonic();
    if (!this.#connections.mayOpen(address, now)) {
      this.#parts.metrics.closes.inc({ reason: 'tooMany' });
      refuseUpgrade(stream, '503 Service Unavailable');
      return;
    }
    const addressShare = this.#connections.open(address, now);
    stream.once('close', () => this.#connections.close(address));
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', (error) => this.#parts.logger.debug({ err: error }, 'a socket failed'));
      socket.pause(); // messages that arrive before the room is open wait in the socket
      this.#admit(socket, stream, request, { boardId, addressShare }).catch((error: unknown) => {
        this.#logFailure(error, boardId);
        const reason = error instanceof BoardSetAside ? 'setAside' : 'overloaded';
        this.#parts.metrics.closes.inc({ reason });
        closeSocket(socket, stream, reason);
      });
    });
  }

  #logFailure(error: unknown, board: string): void {
    const { logger, metrics } = this.#parts;
    if (EXPECTED.some((kind) => error instanceof kind))
      logger.error({ err: error, board }, 'a board could not be opened');
    else reportUnexpected(logger, metrics, { where: 'socket', error, board });
  }

  async #admit(socket: Socket, stream: Duplex, request: IncomingMessage, owner: Arrival): Promise<void> {
    const { catalog, rooms, metrics } = this.#parts;
    const { boardId } = owner;
    const handshake = readHandshake(request, boardId);
    const admission = await admit(catalog, boardId, handshake.token);
    const refusal = this.#refusalOf(request, handshake, admission);
    if (refusal !== null || admission.outcome !== 'admitted') {
      metrics.closes.inc({ reason: refusal ?? 'noInvite' });
      closeSocket(socket, stream, refusal ?? 'noInvite');
      return;
    }
    const { member } = handshake;
    const memberShare = member === null ? null : this.#connections.holdMember(member, this.#parts.monotonic());
    if (member !== null) stream.once('close', () => this.#connections.releaseMember(member));
    const session = new SocketSession(
      socket,
      stream,
      { role: admission.role, member, memberShare, addressShare: owner.addressShare },
      this.#parts,
    );
    const room = await rooms.acquire(boardId as BoardId);
    this.#sessions.add(session);
    metrics.sessions.set(this.#sessions.size);
    session.enter(room, () => {
      this.#sessions.delete(session);
      metrics.sessions.set(this.#sessions.size);
      rooms.release(room);
    });
    // The invite may have been revoked, or the board deleted, while the room was opening: check once more.
    const changed = this.#refusalOf(request, handshake, await admit(catalog, boardId, handshake.token));
    if (changed !== null) session.close(changed);
    else socket.resume();
  }

  #refusalOf(request: IncomingMessage, { versions }: Handshake, admission: Admission): CloseName | null {
    if (this.#stopping) return 'restarting';
    if (versions.length > 0 && !versions.includes(SUBPROTOCOL)) return 'clientTooOld';
    if (!originAllowed(request.headers, this.#parts.origins)) return 'notAllowed';
    if (admission.outcome === 'deleted') return 'boardDeleted';
    return admission.outcome === 'refused' ? 'noInvite' : null;
  }
}

interface Arrival {
  readonly boardId: string;
  readonly addressShare: Share;
}

/** Errors for which a board cannot be opened; any other error is a fault in the program. */
const EXPECTED = [BoardSetAside, LogCorrupt, LogUnavailable, CatalogUnavailable, RoomClosed];
/** Long enough for clients on a busy machine to answer: a connection that is cut off sees no code. */
const GOODBYE_AT_STOP_MS = 4_000;
const { restarting } = CLOSE_CODES;

/** Answers an upgrade request with a status instead of a socket; clients come back after a pause. */
function refuseUpgrade(stream: Duplex, status: string): void {
  const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n`;
  stream.end(answer, () => stream.destroy());
}
