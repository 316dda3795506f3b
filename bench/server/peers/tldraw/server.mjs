// tldraw's sync room behind ws, in memory. GET / returns the schema that a client must send when it connects.
import { createServer } from 'node:http';
import { TLSocketRoom } from '@tldraw/sync-core';
import { createTLSchema } from '@tldraw/tlschema';
import { WebSocketServer } from 'ws';

const schema = createTLSchema();
const rooms = new Map();
let sessions = 0;
const http = createServer((_request, response) => response.end(JSON.stringify(schema.serialize())));
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const name = request.url ?? '/';
  const room = rooms.get(name) ?? new TLSocketRoom({ schema });
  rooms.set(name, room);
  room.handleSocketConnect({ sessionId: `session-${sessions++}`, socket });
});
http.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`listening on ${http.address().port}`));
