import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = ['dist/server/main.js', 'dist/client/index.html'];
const SOURCES = ['board', 'protocol', 'formats', 'sync-server', 'client', 'vite.config.ts', 'package.json'];

/** Builds client and server unless what was built is newer than every source file. */
export function setup(): void {
  const built = BUILT.map((path) => join(root, path));
  const oldest = built.every((path) => existsSync(path)) ? Math.min(...built.map((path) => statSync(path).mtimeMs)) : 0;
  if (SOURCES.some((path) => newest(join(root, path)) > oldest)) {
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--app', '--logLevel', 'error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production', VITEST: undefined },
    });
  }
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
