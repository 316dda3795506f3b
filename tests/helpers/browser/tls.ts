import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A TLS proxy in front of the server, as in production, with a self-signed certificate. */
export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the proxy. `serverUrl` is called for each request: the server is started after the proxy, since its PUBLIC_URL
 * contains the proxy's port.
 */
export async function tlsFront(host: string, serverUrl: () => string): Promise<TlsFront> {
  const server = createServer(await certificateFor(host), (incoming, outgoing) => {
    const { hostname, port } = new URL(serverUrl());
    const { url, method, headers } = incoming;
    const onward = request({
      hostname,
      port,
      path: url,
      method,
      headers: { ...headers, ...forwardedHeaders(headers.host) },
    });
    onward.on('response', (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  forwardSockets(server, serverUrl);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forwardedHeaders(host = ''): Record<string, string> {
  return { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-for': '127.0.0.1' };
}

/** Forwards WebSockets: first the upgrade request, then all bytes unchanged. */
function forwardSockets(server: Server, serverUrl: () => string): void {
  server.on('upgrade', (incoming, near, head) => {
    const { hostname, port } = new URL(serverUrl());
    const far = connect(Number(port), hostname, () => {
      const headers = { ...incoming.headers, ...forwardedHeaders(incoming.headers.host) };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      far.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
}

async function certificateFor(host: string): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'veivalg-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const about = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  execFileSync('openssl', ['req', '-x509', ...curve, ...about, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const made = { key: await readFile(key), cert: await readFile(cert) };
  await rm(folder, { recursive: true });
  return made;
}
