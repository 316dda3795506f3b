import fastifyStatic from '@fastify/static';
import type { App } from './http-parts.ts';

/** Serves the built client. Its pages are one file; which page is shown is decided in the browser. */
export async function clientFiles(app: App, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    // The pages themselves must be looked up anew, or a browser would ask for files of an older build.
    setHeaders: (reply, path) =>
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    cacheControl: false,
  });
  app.get('/b/*', { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
}
