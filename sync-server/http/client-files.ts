import fastifyStatic from '@fastify/static';
import type { App } from './http-parts.ts';

/** Serves the built client. All pages are one file; the browser decides which page to show. */
export async function clientFiles(app: App, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    // Pages must be revalidated: a cached page would ask for files of an older build. Assets have a hash in their names.
    setHeaders: (reply, path) =>
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    cacheControl: false,
  });
  app.get('/b/*', { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
}
