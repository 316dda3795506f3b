import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from '#protocol/limits';

const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n';

/**
 * Bounds the connections of one address and of all that carry HTTP; once upgraded, `ws/connection-limits.ts` counts
 * them. Further ones get 503. With `trustProxy` all addresses are the proxy's, so only the total counts.
 */
export function boundConnections(server: Server, limits: Limits, trustProxy: boolean): void {
  const addresses = new Map<Socket, string>();
  const byAddress = new Map<string, number>();
  const leave = (socket: Socket) => {
    const address = addresses.get(socket);
    if (address === undefined) return;
    addresses.delete(socket);
    const left = (byAddress.get(address) ?? 0) - 1;
    if (left > 0) byAddress.set(address, left);
    else byAddress.delete(address);
  };

  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    const ofAddress = byAddress.get(address) ?? 0;
    const isFull = addresses.size >= limits.httpConnections;
    if (isFull || (!trustProxy && ofAddress >= limits.httpConnectionsPerAddress)) {
      socket.end(REFUSAL, () => socket.destroy());
      return;
    }
    addresses.set(socket, address);
    byAddress.set(address, ofAddress + 1);
    socket.once('close', () => leave(socket));
  });
  server.on('upgrade', (_request, stream) => leave(stream as Socket));
}
