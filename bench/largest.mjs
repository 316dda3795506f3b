// What one board's largest message or call does to another board: while a member, a form or a facilitator asks for the
// most that /api/limits allow, somebody else writes on another board. For each kind: the worst time until a letter of
// the other board was on disk, the worst answer of /livez, and how long the large one took.
// Run: npm run bench:largest [-- --notes 10000]
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createBoard, startServer } from './light-member.mjs';

const { values } = parseArgs({ options: { notes: { type: 'string', default: '9900' } } });
const NOTES = Number(values.notes);
const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-largest-'));
const server = await startServer(dataDir, { LIMIT_IDLE_ROOM_MS: '200' });
const { url } = server;
const quiet = await createBoard(url, 'Den andre tavla');
const probe = new Worker(new URL('./largest-probe.mjs', import.meta.url), { workerData: { url, board: quiet } });
await once(probe, 'message');

const rows = [];
/** Does something large, and asks the probe for the worst that it saw meanwhile. */
async function measure(kind, work) {
  probe.postMessage('begin');
  await once(probe, 'message');
  const began = performance.now();
  await work();
  const took = performance.now() - began;
  probe.postMessage('end');
  const [{ letter, livez, samples }] = await once(probe, 'message');
  console.error(kind, letter, livez, Math.round(took));
  rows.push({ kind, 'worst letter ms': letter, 'worst /livez ms': livez, 'took ms': Math.round(took), samples });
}

/** Sends a sync message to a board and resolves when it is saved; rejects if the connection is closed. */
function send(board, doc, change) {
  const update = updateOf(doc, change);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${board.id}`, [
    'veivalg.1',
    board.participant,
    'member.the-author-of-the-bench',
  ]);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () => {
      socket.send(frame([4, 0]));
      socket.send(frame([0, 2], update));
    });
    socket.on('message', (data) => {
      if (data[0] === 0 && data[1] === 0) socket.send(frame([0, 1], Y.encodeStateAsUpdate(doc)));
      if (data[0] !== 4 || data[1] === 0) return;
      socket.removeAllListeners('close');
      socket.close();
      socket.once('close', resolve);
    });
  });
}

function frame(numbers, body) {
  const encoder = encoding.createEncoder();
  for (const number of numbers) encoding.writeVarUint(encoder, number);
  if (body !== undefined) encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}

function updateOf(doc, change) {
  const before = Y.encodeStateVector(doc);
  doc.transact(change);
  return Y.encodeStateAsUpdate(doc, before);
}

function putNotes(doc, count, properties, text) {
  for (let i = 0; i < count; i++) {
    const note = new Y.Map();
    const fragment = new Y.XmlFragment();
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(text)]);
    fragment.insert(0, [paragraph]);
    note.set('text', fragment);
    for (let key = 0; key < properties; key++) note.set(`prop:maal.k${key}`, `v${key}`);
    doc.getMap('notes').set(`n${i}`, note);
  }
}

async function whole(board) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${board.id}`, ['veivalg.1', board.viewer]);
  await once(socket, 'open');
  const came = new Promise((resolve) => {
    socket.on('message', (data) => data[0] === 0 && data[1] === 1 && resolve(data));
  });
  socket.send(frame([0, 0], new Uint8Array([0])));
  await came;
  socket.close();
  await once(socket, 'close');
}

const ask = (board, path, init = {}) =>
  fetch(`${url}/api/boards/${board.id}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${board.viewer}`, ...init.headers },
  }).then(async (reply) => {
    const body = await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${new TextDecoder().decode(body)}`);
    return JSON.parse(new TextDecoder().decode(body));
  });

const author = new Y.Doc();
const big = await createBoard(url, 'Den største tavla');
await measure('nothing', () => new Promise((resolve) => setTimeout(resolve, 2000)));
await measure('notes with ten properties each', () => send(big, author, () => putNotes(author, NOTES, 10, 'Tekst')));
await measure('a joiner right behind it', () => whole(big));
await measure('outline', () => ask(big, '/outline'));
await measure('outline again after a change', async () => {
  await send(big, author, () => author.getMap('notes').get('n0').set('prop:maal.k0', 'ny'));
  await ask(big, '/outline');
});
const facilitator = { headers: { authorization: `Bearer ${big.facilitator}`, 'content-type': 'application/json' } };
let snapshot;
await measure('a snapshot', async () => {
  snapshot = await ask(big, '/snapshots', { method: 'POST', body: JSON.stringify({ name: 'Alt' }), ...facilitator });
});
await measure('all notes changed in one message', () =>
  send(big, author, () => {
    for (const note of author.getMap('notes').values()) note.set('prop:maal.k1', 'endret');
  }),
);
await measure('all notes deleted in one message', () =>
  send(big, author, () => {
    for (const id of [...author.getMap('notes').keys()]) author.getMap('notes').delete(id);
  }),
);
await measure('restored', () =>
  ask(big, `/snapshots/${snapshot.id}/restore`, { method: 'POST', body: '{}', ...facilitator }),
);
await measure('exported as a workbook', () =>
  fetch(`${url}/api/boards/${big.id}/export?format=xlsx`, { headers: { authorization: `Bearer ${big.viewer}` } }).then(
    (reply) => reply.arrayBuffer(),
  ),
);
await new Promise((resolve) => setTimeout(resolve, 1500)); // the board leaves memory
await measure('loaded from its log', () => whole(big));
const texts = await createBoard(url, 'Lange tekster');
const writer = new Y.Doc();
await measure('180 notes of 20,000 letters', () =>
  send(texts, writer, () => putNotes(writer, 200, 1, 'ord og '.repeat(2857))),
);

console.table(rows);
probe.postMessage('stop');
await server.stop();
await rm(dataDir, { recursive: true });
