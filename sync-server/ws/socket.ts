import { WebSocket } from 'ws';
import { CLOSE_CODES } from '#protocol/close-codes';

const TOO_BIG_BY_RFC = 1009;

/**
 * ws answers a message over maxPayload with 1009, after which y-websocket would come back and send the same for ever.
 * Here it is answered with our code, after which it stays away.
 */
export class Socket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    super.close(code === TOO_BIG_BY_RFC ? CLOSE_CODES.tooLarge.code : code, data);
  }
}
