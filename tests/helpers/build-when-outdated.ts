import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SERVER_SOURCES = ['board', 'protocol', 'formats', 'sync-server', 'package.json'];
const FAULTY_SERVER = 'tests/helpers/faulty-server';

/** Builds what the tests start, unless it is up to date: the product, and a server with fault injection. */
export function setup(): void {
  buildProduct();
  const config = ['--config', `${FAULTY_SERVER}/vite.config.ts`];
  build(['dist/tests/faulty-server.js'], [...SERVER_SOURCES, FAULTY_SERVER], config);
}

/** Builds client and server like `npm run build`, unless they are newer than their sources. */
export function buildProduct(): void {
  const built = ['dist/server/main.js', 'dist/client/index.html'];
  build(built, [...SERVER_SOURCES, 'client', 'vite.config.ts'], ['--app']);
}

function build(targets: readonly string[], sources: readonly string[], options: readonly string[]): void {
  const built = targets.map((path) => join(root, path));
  const oldest = built.every((path) => existsSync(path)) ? Math.min(...built.map((path) => statSync(path).mtimeMs)) : 0;
  if (sources.every((path) => newest(join(root, path)) <= oldest)) return;
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', ...options, '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', VITEST: undefined },
  });
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
