// A relay that only passes each frame on, with one send per client. In rooms whose name begins with "kept-" it also
// sends the first frame to later clients: the same bytes as other servers send to a newcomer.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const rooms = new Map();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 });
server.on('connection', (socket, request) => {
  const name = request.url ?? '/';
  const room = rooms.get(name) ?? { sockets: new Set(), kept: null };
  rooms.set(name, room);
  room.sockets.add(socket);
  if (room.kept !== null) socket.send(room.kept, { binary: true });
  socket.on('message', (data) => {
    if (name.startsWith('/kept-')) room.kept ??= data;
    for (const other of room.sockets) if (other !== socket) other.send(data, { binary: true });
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => room.sockets.delete(socket));
});
http.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`listening on ${http.address().port}`));
