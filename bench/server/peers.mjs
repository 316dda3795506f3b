// The servers that are compared. Each runs in a process of its own, listens on a free port of the loopback interface
// and prints that port.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const REPOSITORY = join(import.meta.dirname, '../..');
const SCRATCH = join(REPOSITORY, '.bench/server-data');
const TLDRAW_PROTOCOL = 7;
const BOARDS_AT_ONCE = 20;
const PATIENCE_MS = 20_000;

/**
 * `keeps`: it stores, so a newcomer must receive everything. `acks`: members ask for confirmations, as our own client
 * does. The other servers have no such message, so ours is measured without it as well.
 */
export const PEERS = {
  veivalg: { keeps: true, start: startVeivalg },
  'veivalg+acks': { keeps: true, acks: true, start: startVeivalg },
  yws: { keeps: true, start: (options) => startFolder('yws', options) },
  hocus4: { keeps: true, start: (options) => startFolder('hocus4', options) },
  tldraw: { keeps: true, start: startTldraw },
  relay: { keeps: false, start: (options) => startFolder('relay', options) },
  'relay-turn': { keeps: false, start: (options) => startFolder('relay-turn', options) },
};

/** Installs the packages of each peer that are missing, from the lock file in its folder. */
export function install(names) {
  for (const name of names) {
    const folder = join(import.meta.dirname, 'peers', name);
    if (!existsSync(join(folder, 'package-lock.json')) || existsSync(join(folder, 'node_modules'))) continue;
    process.stderr.write(`installing ${name}\n`);
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`${name} could not be installed`);
  }
}

/** Starts a peer. Resolves with `{pid, port, rooms, stop()}`; `rooms` says how the load generator joins each room. */
export function startPeer(name, options) {
  return PEERS[name].start(options);
}

async function startFolder(name, { rooms, roomName = 'room', nodeOptions = [] }) {
  const server = await launch([...nodeOptions, join(import.meta.dirname, 'peers', name, 'server.mjs')], {
    HOST: '127.0.0.1',
    PORT: '0',
    NODE_ENV: 'production',
  });
  const names = Array.from({ length: rooms }, (_, i) => `${roomName}-${i}`);
  const isHocuspocus = name.startsWith('hocus');
  return {
    ...server,
    rooms: names.map((room) => (isHocuspocus ? { path: '/', document: room } : { path: `/${room}` })),
  };
}

async function startTldraw(options) {
  const server = await startFolder('tldraw', options);
  const schema = await (await fetch(`http://127.0.0.1:${server.port}/`)).json();
  const tldraw = { protocolVersion: TLDRAW_PROTOCOL, schema };
  return { ...server, rooms: server.rooms.map((room) => ({ ...room, tldraw })) };
}

/** Our server as `npm start` runs it: storing, checking, judging rights. Only rate and socket limits are raised. */
async function startVeivalg({ rooms, environment = {}, nodeOptions = [] }) {
  const program = [...nodeOptions, ...startOptions(), join(REPOSITORY, 'dist/server/main.js')];
  const dataDir = freshFolder();
  const server = await launch(program, { DATA_DIR: dataDir, PORT: '0', ...(await lifted()), ...environment });
  const url = `http://127.0.0.1:${server.port}`;
  const made = [];
  while (made.length < rooms) {
    const some = Math.min(BOARDS_AT_ONCE, rooms - made.length);
    made.push(...(await Promise.all(Array.from({ length: some }, () => makeBoard(url)))));
  }
  return {
    ...server,
    rooms: made,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** The Node options in the `start` script. */
function startOptions() {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

async function makeBoard(url) {
  const reply = await fetch(`${url}/api/boards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ template: 'alternativer', title: 'Måling', alternatives: [{ title: 'Navn' }] }),
  });
  if (reply.status !== 201) throw new Error(`no board was made: ${reply.status} ${await reply.text()}`);
  const { id, links } = await reply.json();
  return { path: `/sync/${id}`, protocols: ['veivalg.1', links.participant.split('#')[1]] };
}

let liftedOnce = null;

/** The variables, as named by `/api/limits`, that raise every limit on rates and connections. */
async function lifted() {
  if (liftedOnce !== null) return liftedOnce;
  const dataDir = freshFolder();
  const server = await launch([join(REPOSITORY, 'dist/server/main.js')], { DATA_DIR: dataDir, PORT: '0' });
  const limits = await (await fetch(`http://127.0.0.1:${server.port}/api/limits`)).json();
  await server.stop();
  rmSync(dataDir, { recursive: true });
  // Saturation writes more letters into a note in a minute than a group does in a year.
  const isRate = ([name, { unit }]) =>
    /per (second|minute|hour)|^connections/.test(unit) || /Burst|^noteCharacters$/.test(name);
  const rates = Object.entries(limits).filter(isRate);
  if (rates.length < 4) throw new Error('GET /api/limits lists no rates');
  liftedOnce = Object.fromEntries(rates.map(([, { env }]) => [env, '1000000000']));
  return liftedOnce;
}

/** On the repository's disk and not in a temporary file system in memory, so that commits reach a disk. */
function freshFolder() {
  mkdirSync(SCRATCH, { recursive: true });
  return mkdtempSync(join(SCRATCH, 'data-'));
}

function launch(command, environment) {
  mkdirSync(SCRATCH, { recursive: true });
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'pipe', openSync(join(SCRATCH, 'servers.log'), 'a')],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`${command.at(-1)} did not start`)), PATIENCE_MS);
    child.once('exit', (code) => reject(new Error(`${command.at(-1)} ended with ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      const port = /listening on (?:http:\/\/[^:]+:)?(\d+)$/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(tooLong);
      resolve({ pid: child.pid, port: Number(port), stop: () => stop(child, ended) });
    });
  });
}

async function stop(child, ended) {
  child.kill('SIGTERM');
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(tooLong);
}
