/**
 * The way from an upgrade request to a session in a room: path, address, subprotocol, origin, invite, room. A request
 * that may not is accepted and then closed with a code, because browsers cannot read an HTTP status here; only what
 * comes too often or is too much is turned away before, because that must cost little.
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
import { RoomClosed } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { LogCorrupt, LogUnavailable } from '../storage/board-log.ts';
import { type Catalog, CatalogUnavailable } from '../storage/catalog.ts';
import { addressOf, boardOf, type Handshake, isVersion, readHandshake } from './handshake.ts';
import { type OriginRule, originAllowed } from './origin.ts';
import { type Share, SharedBuckets } from './shared-buckets.ts';
import { closeSocket, Socket } from './socket.ts';
import { SocketSession, type SocketSessionParts } from './socket-session.ts';
import { noTraffic, tellTraffic } from './traffic.ts';

export interface SyncSocketsParts extends Omit<SocketSessionParts, 'traffic'> {
  readonly catalog: Catalog;
  readonly rooms: Rooms;
  readonly logger: Logger;
  readonly origins: OriginRule;
}

/** A message in more pieces, or in a piece of more TCP segments, than any browser or proxy makes. */
const MOST_FRAGMENTS = 256;
const MOST_CHUNKS = 16_384;
const TELL_TRAFFIC_MS = 1_000;
const FORGET_MS = 2_000;
/** Parts in which sessions are given a sign of life; one round of all takes a part more, and must fit the period. */
const BEATS = 8;

/** All sockets of the server. */
export class SyncSockets {
  readonly #parts: SyncSocketsParts & SocketSessionParts;
  readonly #server: InstanceType<typeof WebSocketServer<typeof Socket>>;
  readonly #sessions = new Set<SocketSession>();
  #beating = this.#sessions.values();
  readonly #addresses: SharedBuckets;
  readonly #members: SharedBuckets;
  readonly #handshakes: SharedBuckets;
  readonly #timers: readonly NodeJS.Timeout[];
  /** Upgraded connections, those that are not yet let in and those that say goodbye included. */
  #open = 0;
  #stopping = false;

  constructor(parts: SyncSocketsParts) {
    const { limits, metrics } = parts;
    this.#parts = { ...parts, traffic: noTraffic(), monotonic: () => parts.monotonic() };
    this.#addresses = new SharedBuckets(limits.addressMessagesPerSecond, limits.addressMessageBurst);
    this.#members = new SharedBuckets(limits.memberMessagesPerSecond, limits.memberMessageBurst);
    this.#handshakes = new SharedBuckets(limits.handshakesPerSecond, limits.handshakeBurst);
    this.#server = new WebSocketServer<typeof Socket>({
      noServer: true,
      WebSocket: Socket,
      clientTracking: true,
      perMessageDeflate: false, // costs more per small frame than all the rest, and is a bomb to unpack
      maxPayload: limits.frameBytes + 1024,
      autoPong: false, // sessions answer pings, within their rates
      maxFragments: MOST_FRAGMENTS,
      maxBufferedChunks: MOST_CHUNKS,
      handleProtocols: (offered) => [...offered].find(isVersion) ?? false,
    });
    // Twice per heartbeat, so that a peer gone silent is seen before silenceMs is over.
    const period = limits.heartbeatMs / 2;
    this.#timers = [
      setInterval(() => this.#beatSome(period, Math.max(period, limits.silenceMs - period)), period / (BEATS + 2)),
      setInterval(() => tellTraffic(this.#parts.traffic, metrics), TELL_TRAFFIC_MS),
      setInterval(() => this.#forgetCalm(), FORGET_MS),
    ];
    for (const timer of this.#timers) timer.unref();
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
    for (const timer of this.#timers) clearInterval(timer);
    tellTraffic(this.#parts.traffic, this.#parts.metrics);
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
      turnAway(stream, '404 Not Found');
      return;
    }
    const address = addressOf(request, this.#parts.origins.trustProxy);
    if (!this.#mayOpen(address)) {
      this.#parts.metrics.closes.inc({ reason: 'tooMany' });
      turnAway(stream, '503 Service Unavailable');
      return;
    }
    this.#open += 1;
    const addressShare = this.#addresses.hold(address, this.#parts.monotonic());
    stream.once('close', () => {
      this.#open -= 1;
      this.#addresses.release(address);
    });
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', (error) => this.#parts.logger.debug({ err: error }, 'a socket failed'));
      socket.pause(); // what comes before the room is open waits in the socket
      this.#admit(socket, stream, request, { boardId, addressShare }).catch((error: unknown) => {
        this.#tellWhy(error, boardId);
        this.#parts.metrics.closes.inc({ reason: 'overloaded' });
        closeSocket(socket, stream, 'overloaded');
      });
    });
  }

  #tellWhy(error: unknown, board: string): void {
    const { logger, metrics } = this.#parts;
    if (EXPECTED.some((kind) => error instanceof kind))
      logger.error({ err: error, board }, 'a board could not be opened');
    else reportUnexpected(logger, metrics, { where: 'socket', error, board });
  }

  /** The limits are told by an HTTP status, before anything is made for the socket; clients come back after a pause. */
  #mayOpen(address: string): boolean {
    const { limits } = this.#parts;
    const now = this.#parts.monotonic();
    const tooFast = this.#handshakes.hold(address, now).bucket.tryTake(now) > 0;
    this.#handshakes.release(address);
    return !tooFast && this.#open < limits.sessions && this.#addresses.holders(address) < limits.socketsPerAddress;
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
    const memberBucket = member === null ? null : this.#members.hold(member, this.#parts.monotonic()).bucket;
    if (member !== null) stream.once('close', () => this.#members.release(member));
    const session = new SocketSession(
      socket,
      stream,
      { role: admission.role, member, memberBucket, addressShare: owner.addressShare },
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
    // Revoked or deleted while the board was opening: nobody told this session, so it looks once more.
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

  /** Who is gone and owes nothing is forgotten; a server that runs for months meets members and addresses without end. */
  #forgetCalm(): void {
    const now = this.#parts.monotonic();
    let size = 0;
    for (const buckets of [this.#addresses, this.#members, this.#handshakes]) {
      buckets.sweep(now);
      size += buckets.size;
    }
    this.#parts.metrics.rateBuckets.set(size);
  }

  /** A part of the sessions at a time: thousands at once would hold up everybody's edits. */
  #beatSome(periodMs: number, silenceMs: number): void {
    for (let left = Math.ceil(this.#sessions.size / BEATS); left > 0; left -= 1) {
      const next = this.#beating.next();
      if (next.done === true) {
        this.#beating = this.#sessions.values();
        return;
      }
      next.value.beat(periodMs, silenceMs);
    }
  }
}

interface Arrival {
  readonly boardId: string;
  readonly addressShare: Share;
}

/** What may keep a board from being opened, beside faults. */
const EXPECTED = [LogCorrupt, LogUnavailable, CatalogUnavailable, RoomClosed];
const GOODBYE_AT_STOP_MS = 1_500;
const { restarting } = CLOSE_CODES;

function turnAway(stream: Duplex, status: string): void {
  const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n`;
  stream.end(answer, () => stream.destroy());
}
