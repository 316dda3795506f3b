import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { CLOSE_CODES, type CloseName } from '#protocol/close-codes';

const TOO_BIG_BY_RFC = 1009;
const TOO_MANY_PARTS_BY_WS = 1008;
/** How long a closed socket may take to say goodbye. */
const GOODBYE_MS = 5_000;

/**
 * ws answers a message over maxPayload with 1009, after which y-websocket would come back and send the same for ever.
 * Here it is answered with our code, after which it stays away; likewise 1008, for a message in too many pieces.
 */
export class Socket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === TOO_BIG_BY_RFC) super.close(CLOSE_CODES.tooLarge.code, data);
    else if (code === TOO_MANY_PARTS_BY_WS) super.close(CLOSE_CODES.unreadable.code, data);
    else super.close(code, data);
  }
}

/** What was wrong with the framing that ws refused, or null where the connection itself broke. */
export function faultOf(error: Error): CloseName | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!code.startsWith('WS_ERR_')) return null;
  return code.startsWith('WS_ERR_UNSUPPORTED_') ? 'tooLarge' : 'unreadable';
}

/**
 * Closes a socket with a code of the catalogue, and ends it where the other side does not answer. What still comes is
 * thrown away unread; the stream is ended behind the code, and not cut off, so that the code arrives.
 */
export function closeSocket(socket: Socket, stream: Duplex, reason: CloseName): void {
  socket.close(CLOSE_CODES[reason].code, CLOSE_CODES[reason].meaning);
  stream.removeAllListeners('data');
  stream.resume();
  stream.end();
  endSoon(socket);
}

/** Ends a socket that is closing, where the other side takes too long over it. */
export function endSoon(socket: Socket): void {
  const end = setTimeout(() => socket.terminate(), GOODBYE_MS);
  end.unref();
  socket.once('close', () => clearTimeout(end));
}
