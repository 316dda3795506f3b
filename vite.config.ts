import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { createBuilder, defineConfig, type Plugin, type ProxyOptions } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Programs that run in Node, each built to dist/server/<name>.js. */
const programs = ['main', 'demo', 'export-worker', 'trial', 'backup', 'restore'];

export default defineConfig({
  root: at('client'),
  plugins: [react(), developmentServer()],
  // It imports files with `?url`, which the optimizer does not support.
  optimizeDeps: { exclude: ['@tldraw/assets'] },
  environments: {
    client: {
      // No asset is inlined: the content security policy refuses most data: URLs, and separate files can be cached.
      build: { outDir: at('dist/client'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
    },
    server: {
      consumer: 'server',
      build: {
        ssr: true,
        outDir: at('dist/server'),
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        copyPublicDir: false,
        rollupOptions: {
          input: Object.fromEntries(programs.map((name) => [name, at(`sync-server/${name}.ts`)])),
          output: { entryFileNames: '[name].js' },
        },
      },
    },
  },
  builder: {},
});

/**
 * `npm run dev`: Vite serves the client with hot reload on PORT and proxies the API and the sockets to the built
 * server. The server is rebuilt when its source changes, and `node --watch` then restarts it.
 */
function developmentServer(): Plugin {
  const port = process.env.DEV_SERVER_PORT ?? '3999';
  const target: ProxyOptions = { target: `http://127.0.0.1:${port}`, ws: true, xfwd: true };
  const paths = ['/api', '/sync', '/healthz', '/livez', '/readyz', '/metrics'];
  return {
    name: 'veivalg-development-server',
    apply: (_config, { command, isPreview }) => command === 'serve' && !isPreview && process.env.VITEST === undefined,
    config: () => ({
      server: {
        host: process.env.HOST ?? '127.0.0.1',
        port: Number(process.env.PORT ?? 3000),
        strictPort: true,
        proxy: Object.fromEntries(paths.map((path) => [path, target])),
      },
    }),
    configureServer(server) {
      const child: ChildProcess = spawn(process.execPath, ['--watch', at('dist/server/main.js')], {
        env: { ...process.env, HOST: '127.0.0.1', PORT: port, TRUST_PROXY: 'true' },
        stdio: 'inherit',
      });
      const stop = () => child.kill('SIGTERM');
      server.httpServer?.once('close', stop);
      process.once('exit', stop);
      const sources = ['board', 'protocol', 'formats', 'sync-server'].map(at);
      server.watcher.add(sources);
      server.watcher.on('change', (path) => {
        if (sources.some((folder) => path.startsWith(folder))) void rebuildServer(server.config.logger.error);
      });
    },
  };
}

async function rebuildServer(report: (message: string) => void): Promise<void> {
  try {
    const builder = await createBuilder({ configFile: at('vite.config.ts'), logLevel: 'warn' });
    const environment = builder.environments.server;
    if (environment !== undefined) await builder.build(environment);
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
  }
}
