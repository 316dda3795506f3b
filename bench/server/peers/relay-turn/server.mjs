// The bare relay with one write per client and turn of the event loop: frames are built once and gathered.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const rooms = new Map();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 });
server.on('connection', (socket, request) => {
  const name = request.url ?? '/';
  const room = rooms.get(name) ?? { streams: new Map(), frames: [] };
  rooms.set(name, room);
  room.streams.set(socket, request.socket);
  socket.on('message', (data) => {
    if (room.frames.length === 0) setImmediate(deliver, room);
    room.frames.push({ from: socket, bytes: frameOf(data) });
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => room.streams.delete(socket));
});

function deliver(room) {
  const frames = room.frames;
  room.frames = [];
  const senders = new Set(frames.map((frame) => frame.from));
  const all = Buffer.concat(frames.map((frame) => frame.bytes));
  for (const [socket, stream] of room.streams) {
    if (!senders.has(socket)) stream.write(all);
    else if (senders.size > 1)
      stream.write(Buffer.concat(frames.filter((frame) => frame.from !== socket).map((frame) => frame.bytes)));
  }
}

function frameOf(data) {
  const head = data.length < 126 ? 2 : data.length < 0x10000 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + data.length);
  bytes[0] = 0x82;
  bytes[1] = head === 2 ? data.length : head === 4 ? 126 : 127;
  if (head === 4) bytes.writeUInt16BE(data.length, 2);
  if (head === 10) bytes.writeBigUInt64BE(BigInt(data.length), 2);
  data.copy(bytes, head);
  return bytes;
}
http.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`listening on ${http.address().port}`));
