/**
 * Copies what a server needs to run, and nothing else, into a folder that is made anew:
 *
 *     npm run build && node tools/runtime-folder.mjs /srv/veivalg
 *
 * These are the built programs, the templates, and of node_modules the packages that the programs import with all that
 * those depend on. The client's packages are in the built client already, so they are left out. The Dockerfile uses it.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['package.json', 'LICENSE', 'templates', 'dist/client', 'dist/server'];
const IMPORT = /(?:^import|\bfrom|\bimport\()\s*["']((?:node:|@)?\w[\w./-]*)["']/gm;

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('name the folder to write to');
const OUT = resolve(target);
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

/** The packages that the built programs import. */
function importedPackages() {
  const server = join(ROOT, 'dist/server');
  const programs = readdirSync(server, { recursive: true }).filter((name) => name.endsWith('.js'));
  const specifiers = programs.flatMap((name) =>
    [...readFileSync(join(server, name), 'utf8').matchAll(IMPORT)].map(([, specifier]) => specifier),
  );
  const names = specifiers
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)];
}

/** The folders of a package and of all that it needs, found as Node finds them: in the nearest node_modules above. */
function collect(name, from, found) {
  const folder = nearest(name, from);
  if (folder === null || found.has(folder)) return folder !== null;
  found.add(folder);
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = packages[folder];
  for (const one of Object.keys(dependencies)) {
    if (!collect(one, folder, found)) throw new Error(`${folder} needs ${one}, which is not installed: run npm ci`);
  }
  const peers = Object.keys(peerDependencies).filter((one) => peerDependenciesMeta[one]?.optional !== true);
  for (const one of [...Object.keys(optionalDependencies), ...peers]) collect(one, folder, found);
  return true;
}

function nearest(name, from) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const folder = join(base, 'node_modules', name);
    if (folder in packages && existsSync(join(ROOT, folder, 'package.json'))) return folder;
    if (base === '') return null;
  }
}

const found = new Set();
for (const name of importedPackages()) {
  if (!collect(name, '', found)) throw new Error(`dist/server imports ${name}, which is not installed: run npm ci`);
}
rmSync(OUT, { recursive: true, force: true });
for (const path of FILES) cpSync(join(ROOT, path), join(OUT, path), { recursive: true });
for (const folder of found) {
  const own = (path) => basename(path) !== 'node_modules'; // packages in it are copied where they are needed
  cpSync(join(ROOT, folder), join(OUT, folder), { recursive: true, filter: own });
}
process.stdout.write(`${OUT}: the server and ${found.size} packages\n`);
