import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import type { Role } from '#board/roles';
import type { CloseName } from '#protocol/close-codes';
import { type Frame, frameAwareness, readFrame } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import type { Metrics } from '../observe/metrics.ts';
import type { Room } from '../rooms/room.ts';
import { Parcel, type Session } from '../rooms/session.ts';
import { FrameLine } from './frame-line.ts';
import { Inflow, type Pace } from './inflow.ts';
import { Outflow } from './outflow.ts';
import { Questions } from './questions.ts';
import { ReadPause } from './read-pause.ts';
import type { Share } from './shared-buckets.ts';
import { closeSocket, endSoon, faultOf, type Socket } from './socket.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Traffic } from './traffic.ts';
import { Unfinished } from './unfinished.ts';

export interface SocketSessionParts {
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly traffic: Traffic;
  /** Milliseconds that only grow. */
  monotonic(): number;
}

/** Whose connection it is, and what it shares with other connections of the same member and the same address. */
export interface SocketOwner {
  readonly role: Role;
  readonly member: string | null;
  /** Null if the client has no key. */
  readonly memberShare: Share | null;
  readonly addressShare: Share;
}

type SessionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'live'; readonly room: Room; leave(): void }
  | { readonly kind: 'closed' };

/** An awareness update without entries. It changes nothing, but to y-websocket any message is a sign of life. */
const SIGN_OF_LIFE = new Parcel([frameAwareness(new Uint8Array([0]))]);

/** One member's socket as a room's session: reads frames, holds them to their limits, and writes what the room sends. */
export class SocketSession implements Session {
  readonly role: Role;
  readonly member: string | null;
  readonly #socket: Socket;
  readonly #stream: Duplex;
  readonly #parts: SocketSessionParts;
  readonly #inflow: Inflow;
  readonly #pause: ReadPause;
  readonly #line: FrameLine;
  readonly #unfinished: Unfinished;
  readonly #outflow: Outflow;
  readonly #questions: Questions;
  #state: SessionState = { kind: 'opening' };
  #heardAt: number;
  /** A parcel was sent since the last beat. */
  #hasSent = false;

  /** `stream` is the TCP or TLS stream under the socket; frames are written directly to it. */
  constructor(socket: Socket, stream: Duplex, owner: SocketOwner, parts: SocketSessionParts) {
    const { limits } = parts;
    const now = parts.monotonic();
    this.#socket = socket;
    this.#stream = stream;
    this.role = owner.role;
    this.member = owner.member;
    this.#parts = parts;
    this.#heardAt = now;
    this.#pause = new ReadPause(socket, () => parts.monotonic());
    this.#line = new FrameLine(this.#pause, (frame, bytes) => this.#take(frame, bytes));
    this.#unfinished = new Unfinished(owner.addressShare, limits.unfinishedBytes);
    const buckets = {
      messages: new TokenBucket(limits.messagesPerSecond, limits.messageBurst, now),
      bytes: new TokenBucket(limits.bytesPerSecond, limits.byteBurst, now),
      member: owner.memberShare,
      address: owner.addressShare,
      work: new TokenBucket(limits.workPerSecond, limits.workBurst, now),
    };
    this.#inflow = new Inflow(buckets, limits.floodMs);
    this.#outflow = new Outflow(
      stream,
      parts,
      () => this.#caughtUp(),
      () => this.close('overloaded'),
    );
    this.#questions = new Questions(
      new TokenBucket(limits.answersPerSecond, limits.answerBurst, now),
      () => parts.monotonic(),
      (frame, bytes) => this.#hand(frame, bytes),
    );
    stream.prependListener('data', (chunk: Buffer) => this.#hold(chunk.length)); // before ws parses it
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', (data) => this.#pong(data));
    socket.on('pong', (data) => this.#count(data.length));
    socket.on('error', (error) => this.#fault(error));
    socket.on('close', () => this.#end());
  }

  get behind(): boolean {
    return this.#outflow.behind;
  }

  /** Joins a room. `leave` is called once, when the session has ended. */
  enter(room: Room, leave: () => void): void {
    if (this.#state.kind === 'closed') {
      leave();
      return;
    }
    this.#state = { kind: 'live', room, leave };
    room.join(this);
  }

  send(parcel: Parcel, without?: readonly number[]): void {
    if (this.#state.kind === 'closed' || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#hasSent = true;
    this.#outflow.write(parcel, without);
  }

  close(reason: CloseName): void {
    if (this.#state.kind === 'closed') return;
    this.#parts.metrics.closes.inc({ reason });
    this.#end();
    closeSocket(this.#socket, this.#stream, reason);
  }

  /**
   * Sends a sign of life if nothing was sent since the last beat, and a ping if nothing was received for `periodMs`.
   * Terminates the connection if nothing was received for `silenceMs`.
   */
  beat(periodMs: number, silenceMs: number): void {
    const quietMs = this.#parts.monotonic() - this.#heardAt;
    const hasSent = this.#hasSent;
    this.#hasSent = false;
    if (quietMs > silenceMs) {
      this.#parts.metrics.closes.inc({ reason: 'silent' });
      this.#end();
      this.#socket.terminate();
      return;
    }
    if (this.behind) return; // what waits to be read is sign enough, and has its own deadline
    if (!hasSent) this.send(SIGN_OF_LIFE);
    if (quietMs >= periodMs && this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #hold(bytes: number): void {
    if (this.#state.kind !== 'closed' && !this.#unfinished.hold(bytes)) this.close('overloaded');
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state.kind !== 'live') return;
    this.#unfinished.finish();
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.close('unreadable');
      return;
    }
    if (!this.#count(data.length)) return;
    if (data.length > this.#parts.limits.frameBytes) {
      this.close('tooLarge');
      return;
    }
    let frame: Frame;
    try {
      frame = readFrame(data);
    } catch {
      this.close('unreadable');
      return;
    }
    if (frame.kind === 'awareness' && frame.update.length > this.#parts.limits.presenceBytes * ECHOED) {
      this.close('tooLarge');
      return;
    }
    if (frame.kind === 'step1' || frame.kind === 'queryAwareness') this.#questions.ask(frame, data);
    else this.#line.push(frame, data);
  }

  /** Has the room take a frame, and charges the session for the time. */
  #take(frame: Frame, data: Uint8Array): Promise<void> | null {
    if (this.#state.kind !== 'live') return null;
    const began = this.#parts.monotonic();
    const taken = this.#state.room.receive(this, frame, data);
    this.#charge(this.#parts.monotonic() - began);
    return taken === null ? null : taken.then((spentMs) => this.#charge(spentMs));
  }

  #charge(spentMs: number): void {
    if (spentMs > FREE_MS) this.#obey(this.#inflow.charge(spentMs, this.#parts.monotonic()));
  }

  #pong(data: Buffer): void {
    const mayWait = this.#stream.writableLength <= this.#parts.limits.outboxBytes;
    if (this.#count(data.length) && mayWait && this.#socket.readyState === this.#socket.OPEN) this.#socket.pong(data);
  }

  #hand(frame: Frame, bytes: Uint8Array): void {
    if (this.#state.kind === 'live') void this.#state.room.receive(this, frame, bytes);
  }

  /** Counts a message against the rates. Returns false if the connection was or is now closed. */
  #count(bytes: number): boolean {
    if (this.#state.kind !== 'live') return false;
    this.#heardAt = this.#parts.monotonic();
    this.#parts.traffic.messagesIn += 1;
    this.#parts.traffic.bytesIn += bytes;
    return this.#obey(this.#inflow.take(bytes, this.#heardAt));
  }

  /** Slows or closes the connection. Returns false if it is now closed. */
  #obey(pace: Pace): boolean {
    if (pace === 'go') return true;
    if (pace === 'cut') {
      this.close('overloaded');
      return false;
    }
    if (this.#pause.pause(this.#inflow.pauseMs)) this.#parts.metrics.slowed.inc();
    return true;
  }

  #caughtUp(): void {
    if (this.#state.kind === 'live') this.#state.room.caughtUp(this);
  }

  /** ws refused the framing, and has then begun to close by itself, or the connection broke. */
  #fault(error: Error): void {
    const reason = faultOf(error);
    if (this.#state.kind === 'closed') return;
    if (reason !== null) this.#parts.metrics.closes.inc({ reason });
    this.#end();
    endSoon(this.#socket);
  }

  #end(): void {
    const state = this.#state;
    if (state.kind === 'closed') return;
    this.#state = { kind: 'closed' };
    this.#unfinished.finish();
    this.#outflow.end();
    this.#questions.end();
    this.#pause.end();
    this.#line.end();
    if (state.kind !== 'live') return;
    state.room.leave(this);
    state.leave();
  }
}

/** Messages that cost less are not charged; their number is limited anyway. */
const FREE_MS = 2;

/** A message of presence may hold this many states: y-websocket echoes those of others beside its own. */
const ECHOED = 100;
