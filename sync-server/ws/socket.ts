import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { CLOSE_CODES, type CloseName } from '#protocol/close-codes';

const TOO_BIG_BY_RFC = 1009;
const TOO_MANY_PARTS_BY_WS = 1008;
/** How long the other side may take to answer a close. */
const GOODBYE_MS = 5_000;

/**
 * ws closes with 1009 after a message over maxPayload, and y-websocket would then reconnect and send the same message
 * again and again. This class closes with our own code instead, after which the client stays away; likewise for 1008, a
 * message in too many pieces.
 */
export class Socket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === TOO_BIG_BY_RFC) super.close(CLOSE_CODES.tooLarge.code, data);
    else if (code === TOO_MANY_PARTS_BY_WS) super.close(CLOSE_CODES.unreadable.code, data);
    else super.close(code, data);
  }
}

/** The close reason for framing that ws refused, or null if the connection itself broke. */
export function faultOf(error: Error): CloseName | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!code.startsWith('WS_ERR_')) return null;
  return code.startsWith('WS_ERR_UNSUPPORTED_') ? 'tooLarge' : 'unreadable';
}

/**
 * Closes a socket with a code from the catalogue, and terminates it if the other side does not answer. Incoming data is
 * discarded unread. The stream is ended after the code rather than destroyed, so that the code arrives.
 */
export function closeSocket(socket: Socket, stream: Duplex, reason: CloseName): void {
  socket.close(CLOSE_CODES[reason].code, CLOSE_CODES[reason].meaning);
  stream.removeAllListeners('data');
  stream.resume();
  stream.end();
  endSoon(socket);
}

/** Terminates a closing socket if the other side takes too long. */
export function endSoon(socket: Socket): void {
  const end = setTimeout(() => socket.terminate(), GOODBYE_MS);
  end.unref();
  socket.once('close', () => clearTimeout(end));
}
