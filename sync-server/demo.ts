import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeDemoBoards } from './demo/demo-boards.ts';
import { findOrStartServer } from './demo/demo-server.ts';

/**
 * `npm run demo`: makes two boards to look at, on the server that runs at PUBLIC_URL or HOST:PORT, or on one that it
 * starts itself and keeps serving until it is stopped.
 */
const { PUBLIC_URL, HOST = '127.0.0.1', PORT = '3000', ADMIN_TOKEN } = process.env;
const host = HOST.includes(':') ? `[${HOST}]` : HOST;
const wanted = PUBLIC_URL ?? (PORT === '0' ? null : `http://${host}:${PORT}`);

const entry = fileURLToPath(new URL('./main.js', import.meta.url));
let server: ChildProcess | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (server === null ? process.exit(1) : server.kill(signal)));
}

try {
  const { origin, child } = await findOrStartServer(wanted?.replace(/\/+$/, '') ?? null, entry);
  server = child;
  child?.once('exit', (code) => process.exit(code ?? 0));
  for (const { title, links } of await makeDemoBoards(origin, ADMIN_TOKEN || undefined, Date.now())) {
    const lines = [title, `  prosessleder: ${links.facilitator}`, `  deltaker:     ${links.participant}`];
    process.stdout.write(`\n${lines.join('\n')}\n  leser:        ${links.viewer}\n`);
  }
  if (child !== null) process.stdout.write('\nServing the demo. Ctrl+C stops it.\n');
} catch (error) {
  process.stderr.write(`The demo could not be made: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  server?.removeAllListeners('exit').kill('SIGTERM');
}
