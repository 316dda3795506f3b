// Hocuspocus with its own settings, in memory, but for `timeout`: a connection that is not heard for that long, 60 s as
// delivered, is closed with 4408, and once overrun it hears nobody while it merges what has piled up.
import { Server } from '@hocuspocus/server';

const server = new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true, timeout: 600_000 });
await server.listen();
console.log(`listening on ${server.address.port}`);
