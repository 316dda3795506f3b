// Hocuspocus in memory with its default settings except `timeout` (default 60 s): it closes connections that have been
// silent for that long with 4408, and under overload it reads from nobody while it merges what has piled up.
import { Server } from '@hocuspocus/server';

const server = new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true, timeout: 600_000 });
await server.listen();
console.log(`listening on ${server.address.port}`);
