import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import type { Role } from '#board/roles';
import { CLOSE_CODES, type CloseName } from '#protocol/close-codes';
import { type Frame, frameAwareness, readFrame } from '#protocol/frames';
import type { Limits } from '#protocol/limits';
import type { Metrics } from '../observe/metrics.ts';
import type { Room } from '../rooms/room.ts';
import type { Session } from '../rooms/session.ts';
import type { Socket } from './socket.ts';
import { TokenBucket } from './token-bucket.ts';
import { wireOf } from './wire.ts';

export interface SocketSessionParts {
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** Milliseconds that only grow. */
  monotonic(): number;
}

type State =
  | { readonly kind: 'opening' }
  | { readonly kind: 'live'; readonly room: Room; leave(): void }
  | { readonly kind: 'closed' };

/** An awareness update without entries: it says nothing, and y-websocket counts it as a sign of life. */
const SIGN_OF_LIFE = [frameAwareness(new Uint8Array([0]))];
/** How long a closed socket may take to say goodbye. */
const GOODBYE_MS = 5_000;

/** One member's socket: frames and their limits on one side, a room's session on the other. */
export class SocketSession implements Session {
  readonly role: Role;
  readonly member: string | null = null;
  readonly behind = false;
  readonly #socket: Socket;
  readonly #stream: Duplex;
  readonly #parts: SocketSessionParts;
  readonly #bucket: TokenBucket;
  #state: State = { kind: 'opening' };
  #heardAt: number;
  /** What may wait for this reader: the limit, and whole messages that are larger than it. */
  #mayWait: number;

  /** `stream` is the TCP or TLS stream under the socket, to which laid out frames are written. */
  constructor(socket: Socket, stream: Duplex, role: Role, parts: SocketSessionParts) {
    this.#socket = socket;
    this.#stream = stream;
    this.role = role;
    this.#parts = parts;
    this.#heardAt = parts.monotonic();
    this.#mayWait = parts.limits.outboxBytes;
    this.#bucket = new TokenBucket(parts.limits.messagesPerSecond, parts.limits.messageBurst, this.#heardAt);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => this.#heard());
    socket.on('close', () => this.#end());
  }

  /** Takes part in a room; `leave` is called once, when the socket is gone. */
  enter(room: Room, leave: () => void): void {
    if (this.#state.kind === 'closed') {
      leave();
      return;
    }
    this.#state = { kind: 'live', room, leave };
    room.join(this);
  }

  send(messages: readonly Uint8Array[]): void {
    if (this.#state.kind === 'closed' || this.#socket.readyState !== this.#socket.OPEN) return;
    const waiting = this.#stream.writableLength;
    if (waiting === 0) this.#mayWait = this.#parts.limits.outboxBytes;
    if (waiting > this.#mayWait) {
      this.close('overloaded');
      return;
    }
    const wire = wireOf(messages);
    if (wire.length > this.#parts.limits.outboxBytes) this.#mayWait += wire.length;
    this.#stream.write(wire);
  }

  close(reason: CloseName): void {
    if (this.#state.kind === 'closed') return;
    this.#parts.metrics.closes.inc({ reason });
    this.#end();
    closeSocket(this.#socket, reason);
  }

  /** Gives a sign of life and asks for one; ends the connection where none came for too long. */
  beat(silenceMs: number): void {
    if (this.#parts.monotonic() - this.#heardAt > silenceMs) {
      this.#socket.terminate();
      return;
    }
    this.send(SIGN_OF_LIFE);
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state.kind !== 'live') return;
    this.#heard();
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.close('unreadable');
      return;
    }
    if (!this.#bucket.take(this.#heardAt)) {
      this.close('overloaded');
      return;
    }
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
    this.#state.room.receive(this, frame, data);
  }

  #heard(): void {
    this.#heardAt = this.#parts.monotonic();
  }

  #end(): void {
    const state = this.#state;
    if (state.kind === 'closed') return;
    this.#state = { kind: 'closed' };
    if (state.kind !== 'live') return;
    state.room.leave(this);
    state.leave();
  }
}

/** y-websocket echoes the presence of others, whose bytes come on top of its own. */
const ECHOED = 100;

/** Closes a socket with a code of the catalogue, and ends it where the other side does not answer. */
export function closeSocket(socket: Socket, reason: CloseName): void {
  socket.close(CLOSE_CODES[reason].code, CLOSE_CODES[reason].meaning);
  const end = setTimeout(() => socket.terminate(), GOODBYE_MS);
  end.unref();
  socket.once('close', () => clearTimeout(end));
}
