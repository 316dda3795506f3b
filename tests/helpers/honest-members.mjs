/**
 * Honest members: each appends letters to its own note, and the next member measures when they arrive. They run in a
 * separate thread, so that an attack that keeps the test's thread busy does not count as a delay of the server.
 *
 * workerData: { url, boardId, token, members, editsPerSecond }. Posts 'ready'; on 'stop' it waits until everybody has
 * everything, compares with a newcomer, and posts a report (HonestReport in honest-members.ts).
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const { url, boardId, token, members: count, editsPerSecond } = workerData;
const latencies = [];
const closes = [];

class Member {
  doc = new Y.Doc();
  noteId = `honest-${randomBytes(8).toString('hex')}`;
  synced = false;
  sent = 0;
  saved = 0;
  letters = 0;
  madeAt = [];

  constructor() {
    const key = `member.${randomBytes(18).toString('base64url')}`;
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${boardId}`, ['veivalg.1', token, key]);
    this.socket.binaryType = 'nodebuffer';
    this.socket.on('open', () => {
      this.socket.send(Uint8Array.of(4, 0));
      this.say(0, Y.encodeStateVector(this.doc));
      this.doc.on('update', (update, origin) => {
        if (origin !== this) this.say(2, update);
      });
    });
    this.socket.on('message', (data) => this.hear(data));
    this.socket.on('error', (error) => closes.push(String(error)));
    this.socket.on('close', (code) => {
      if (!this.leaving) closes.push(code);
    });
  }

  say(step, body) {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, body);
    if (step > 0) this.sent += 1;
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(encoding.toUint8Array(encoder));
  }

  hear(data) {
    const decoder = decoding.createDecoder(data);
    const message = decoding.readVarUint(decoder);
    if (message === 4) this.saved = decoding.readVarUint(decoder);
    if (message !== 0) return;
    const step = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (step === 0) this.say(1, Y.encodeStateAsUpdate(this.doc, body));
    else Y.applyUpdate(this.doc, body, this);
    if (step === 1) this.synced = true;
  }

  begin(neighbour) {
    this.doc.transact(() => {
      const text = new Y.XmlFragment();
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText()]);
      text.insert(0, [paragraph]);
      const note = new Y.Map([
        ['text', text],
        ['place', { pos: [0, 0], order: 'a0' }],
        ['createdAt', 1],
      ]);
      this.doc.getMap('notes').set(this.noteId, note);
    });
    let seen = 0;
    neighbour.doc.on('update', () => {
      const now = performance.now();
      for (const length = lengthOf(neighbour.doc, this.noteId); seen < length; seen += 1) {
        latencies.push(now - this.madeAt[seen]);
      }
    });
  }

  write() {
    this.madeAt.push(performance.now());
    const text = textOf(this.doc, this.noteId);
    text.insert(text.length, 'x');
    this.letters += 1;
  }
}

function textOf(doc, noteId) {
  return doc.getMap('notes').get(noteId)?.get('text')?.get(0)?.get(0);
}

function lengthOf(doc, noteId) {
  return textOf(doc, noteId)?.length ?? 0;
}

async function until(holds, seconds) {
  const end = performance.now() + seconds * 1000;
  while (!holds() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  return holds();
}

const members = Array.from({ length: count }, () => new Member());
await until(() => members.every((member) => member.synced), 20);
for (const [i, member] of members.entries()) member.begin(members[(i + 1) % count]);
await until(() => members.every((member) => member.saved === member.sent), 20);
parentPort.postMessage({ kind: 'ready' });

const timers = members.map((member) => setInterval(() => member.write(), 1000 / editsPerSecond));
parentPort.once('message', async () => {
  for (const timer of timers) clearInterval(timer);
  const all = (doc) => members.every((member) => lengthOf(doc, member.noteId) === member.letters);
  await until(() => members.every(({ doc, saved, sent }) => all(doc) && saved === sent), 30);
  const newcomer = new Member();
  // Further frames may follow the answer to a newcomer.
  await until(() => newcomer.synced && all(newcomer.doc), 20);
  const docs = [...members, newcomer].map((member) => member.doc);
  const missing = members.reduce((sum, { noteId, letters }) => {
    return sum + docs.reduce((lost, doc) => lost + letters - lengthOf(doc, noteId), 0);
  }, 0);
  // The same structs, the same deletions, and no pending structs.
  const [first, ...others] = docs.map((doc) => Y.snapshot(doc));
  const same =
    others.every((other) => Y.equalSnapshots(first, other)) && docs.every(({ store }) => store.pendingStructs === null);
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? null;
  parentPort.postMessage({
    kind: 'seen',
    letters: members.reduce((sum, member) => sum + member.letters, 0),
    unsaved: members.reduce((sum, member) => sum + member.sent - member.saved, 0),
    missing,
    same,
    closes,
    p50: at(0.5),
    p99: at(0.99),
    max: latencies.at(-1) ?? null,
  });
  for (const member of [...members, newcomer]) {
    member.leaving = true;
    member.socket.terminate();
  }
});
