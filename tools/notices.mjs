/**
 * Writes THIRD-PARTY-NOTICES.txt into the built client: the unchanged licence texts of every installed package that the
 * product ships or runs on. Run it after the client has been built: `node tools/notices.mjs`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'dist/client');
const LICENCE_FILE = /^(licen[cs]e|notice|copying|ofl)/i;
const RULE = '='.repeat(80);

/** Folders of the packages in a production install. The lock file also lists those of other platforms. */
function productionFolders() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([folder, entry]) => folder.startsWith('node_modules/') && !entry.dev && !entry.devOptional)
    .flatMap(([folder, entry]) => {
      if (existsSync(join(ROOT, folder, 'package.json'))) return [folder];
      if (entry.optional || entry.peer) return [];
      throw new Error(`${folder} is in package-lock.json but not installed: run npm ci`);
    });
}

/** The text of a package's licence files or, if it has none, what its package.json says. */
function licenceOf(folder, { license, author, homepage }) {
  const texts = readdirSync(join(ROOT, folder))
    .filter((name) => LICENCE_FILE.test(name) && statSync(join(ROOT, folder, name)).isFile())
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8').trim());
  if (texts.length > 0) return texts.join('\n\n');
  const holder = typeof author === 'object' ? author?.name : author;
  const said = [`Licence: ${license ?? 'not stated'}`, holder && `Author: ${holder}`, homepage && `See ${homepage}`];
  return `${said.filter(Boolean).join('\n')}\n(The package contains no licence file.)`;
}

const entries = new Map();
for (const folder of productionFolders()) {
  const about = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const heading = `${about.name} ${about.version} (${about.license ?? 'licence not stated'})`;
  entries.set(heading, licenceOf(folder, about));
}
const blocks = [...entries]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([heading, text]) => [RULE, heading, RULE, '', text].join('\n'));
const intro = [
  'Veivalg is under the MIT licence (see LICENSE). It is built with the packages below, each under its own licence.',
  "The canvas is tldraw's SDK, which is not open source: its own licence applies, and its watermark is kept.",
].join('\n');
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, 'THIRD-PARTY-NOTICES.txt'), `${[intro, ...blocks].join('\n\n')}\n`);
process.stdout.write(`Third-party notices: ${entries.size} packages\n`);
