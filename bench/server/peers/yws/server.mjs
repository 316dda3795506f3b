// @y/websocket-server started as by its own program, except that it prints its port.
import { createServer } from 'node:http';
import { setupWSConnection } from '@y/websocket-server/utils';
import WebSocket from 'ws';

const sockets = new WebSocket.Server({ noServer: true });
sockets.on('connection', setupWSConnection);
const http = createServer();
http.on('upgrade', (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request));
});
http.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`listening on ${http.address().port}`));
