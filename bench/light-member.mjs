// Helpers for the longer measurements: a server as `npm start` runs it, boards made over HTTP, and members that speak
// the sync protocol but keep only what they wrote themselves, so that hundreds of them use little CPU and memory.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const program = fileURLToPath(new URL('../dist/server/main.js', import.meta.url));
/** Makes the server collect garbage on SIGUSR2. The product itself does not listen for this signal. */
const COLLECT = 'data:text/javascript,process.on("SIGUSR2",()=>gc())';

/** Starts the built server on a free port. Resolves with its address and process once it is ready. */
export async function startServer(dataDir, env = {}) {
  const child = spawn(process.execPath, ['--expose-gc', '--import', COLLECT, program], {
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code}`);
  });
  const ready = new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = /^Veivalg listening on (\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const url = await Promise.race([ready, ended]);
  const stop = async () => {
    child.kill('SIGTERM');
    return ended.catch(() => child.exitCode);
  };
  return { url, process: child, stop };
}

/** Makes a board. Returns its id, its tokens and the id of its first region. */
export async function createBoard(url, title) {
  const created = await fetch(`${url}/api/boards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ template: 'alternativer', title, alternatives: [{ title: 'Dagens sted' }] }),
  });
  if (created.status !== 201) throw new Error(`no board was made: ${created.status} ${await created.text()}`);
  const { id, links } = await created.json();
  const [facilitator, participant, viewer] = [links.facilitator, links.participant, links.viewer].map(
    (link) => link.split('#')[1],
  );
  const outline = await fetch(`${url}/api/boards/${id}/outline`, { headers: { authorization: `Bearer ${viewer}` } });
  const [region] = (await outline.json()).sections.flatMap((section) => section.regions);
  return { id, facilitator, participant, viewer, regionId: region.id };
}

/** The values of /metrics by name, labels included. */
export async function metricsOf(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

/** The quantile of sorted numbers: the value below which the given share of them lies. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const [SYNC, SAVED] = [0, 4];

/**
 * One member. Its document holds only its own edits; it reports how long each took until the server confirmed that it
 * was on disk. Updates from others are passed to `heard` as bytes and not decoded.
 */
export class LightMember {
  /** Callbacks: `saved` gets the milliseconds from an edit until it was saved, `heard` the bytes from others. */
  saved = () => undefined;
  heard = () => undefined;
  closed = () => undefined;
  /** The member's key, which a browser would keep. */
  #key = randomBytes(17).toString('base64url');
  #doc = new Y.Doc();
  #note;
  #place = 0;
  #socket = null;
  #sent = 0;
  #underWay = [];

  constructor(name) {
    this.name = name;
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Edits sent on this connection that the server has not confirmed. */
  get unsaved() {
    return this.#underWay.length;
  }

  async connect(url, board, token = board.participant) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${board.id}`, [
      'veivalg.1',
      token,
      `member.${this.#key}`,
    ]);
    this.#socket = socket;
    this.#sent = 0;
    this.#underWay = [];
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', (code) => this.closed(code));
    const synced = new Promise((resolve) => {
      socket.on('message', (data) => this.#receive(socket, data, resolve));
      socket.on('close', resolve);
    });
    socket.on('open', () => {
      socket.send(frame([SAVED, 0]));
      socket.send(frame([SYNC, 0], new Uint8Array([0])));
    });
    await synced;
  }

  disconnect() {
    this.#socket?.close();
  }

  /** Adds a note of its own the first time, and then moves it by overwriting one property. */
  edit(regionId) {
    const before = Y.encodeStateVector(this.#doc);
    this.#doc.transact(() => {
      if (this.#note === undefined) {
        this.#note = new Y.Map();
        const text = new Y.XmlFragment();
        const paragraph = new Y.XmlElement('paragraph');
        paragraph.insert(0, [new Y.XmlText(`${this.name} har skrevet dette`)]);
        text.insert(0, [paragraph]);
        this.#note.set('text', text);
        this.#note.set('createdAt', 1);
        this.#doc.getMap('notes').set(this.name, this.#note);
      }
      this.#place += 1;
      this.#note.set('place', { region: regionId, order: `a${String(this.#place).padStart(8, '0')}` });
    });
    this.#sent += 1;
    this.#underWay.push({ number: this.#sent, at: performance.now() });
    this.#socket.send(frame([SYNC, 2], Y.encodeStateAsUpdate(this.#doc, before)));
  }

  #receive(socket, data, synced) {
    const decoder = decoding.createDecoder(data);
    const kind = decoding.readVarUint(decoder);
    if (kind === SAVED) {
      const count = decoding.readVarUint(decoder);
      while (this.#underWay[0]?.number <= count) this.saved(performance.now() - this.#underWay.shift().at);
    } else if (kind === SYNC) {
      const step = decoding.readVarUint(decoder);
      if (step === 0) {
        this.#sent += 1;
        socket.send(frame([SYNC, 1], Y.encodeStateAsUpdate(this.#doc, decoding.readVarUint8Array(decoder))));
      } else if (step === 1) synced();
      else this.heard(data);
    }
  }
}

function frame(numbers, body) {
  const encoder = encoding.createEncoder();
  for (const number of numbers) encoding.writeVarUint(encoder, number);
  if (body !== undefined) encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}
