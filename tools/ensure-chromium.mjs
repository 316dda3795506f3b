/**
 * Makes sure that there is a Chromium for the journeys: an installed one, on Debian one that apt can install, or
 * Playwright's own. Otherwise it says in one line what to install and exits with 1; no test is skipped.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of an installed Chromium: CHROMIUM_PATH, or the first on PATH. Null if there is none. */
export function installedChromium(env = process.env) {
  const told = env.CHROMIUM_PATH?.trim();
  if (told) return told;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The prefix of a command that needs root: none for root, sudo if it needs no password, otherwise null. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null;
}

/** Installs Debian's package. Returns whether that succeeded; apt's errors are shown. */
function installWithApt() {
  const root = asRoot();
  if (root === null || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return false;
  const apt = (...args) => {
    const [program, ...rest] = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    execFileSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
    return true;
  } catch {
    return false; // the caller prints what to do
  }
}

async function hasPlaywrightsOwn() {
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath());
}

async function ensure() {
  const told = process.env.CHROMIUM_PATH?.trim();
  if (told && !isProgram(told)) return fail(`CHROMIUM_PATH is ${told}, but no program is there.`);
  if (installedChromium() !== null || (await hasPlaywrightsOwn())) return;
  const isDebian = existsSync('/etc/debian_version');
  if (isDebian && installWithApt() && installedChromium() !== null) return;
  fail(
    isDebian
      ? 'The journeys need Chromium: run apt-get install chromium as root, or set CHROMIUM_PATH.'
      : 'The journeys need Chromium: run npx playwright install chromium, or set CHROMIUM_PATH.',
  );
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await ensure();
