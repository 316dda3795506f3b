/**
 * Rows 31 and 32: invalid frames, of WebSocket and of our protocol. The sender is closed with the right code and
 * counted, the process stays alive with bounded memory, and honest members notice nothing.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { frameAwareness, frameQueryAwareness, frameSaved, frameStep1, frameStep2, frameUpdate } from '#protocol/frames';
import { awarenessUpdate } from '../helpers/awareness-update.ts';
import { honestMembers } from '../helpers/honest-members.ts';
import { COLLECTS_GARBAGE, watchMemory } from '../helpers/process-memory.ts';
import { type FrameLies, RawSocket, wsFrame } from '../helpers/raw-socket.ts';
import { rounds } from '../helpers/rounds.ts';
import { type Arena, arena, P99_MS } from './arena.ts';

const NO_RATES = {
  LIMIT_HANDSHAKE_BURST: '100000',
  LIMIT_HANDSHAKES_PER_SECOND: '100000',
};
const AT_ONCE = 10;
/** Not a limit of the server: without it a failing test would hang and not name the frame that was accepted. */
const CLOSED_WITHIN_MS = 10_000;

interface Attack {
  readonly name: string;
  readonly bytes: readonly Uint8Array[];
  readonly codes: readonly number[];
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const text = (value: string) => new TextEncoder().encode(value);
const lie = (name: string, code: number, payload: Uint8Array, lies: FrameLies): Attack => ({
  name,
  bytes: [wsFrame(payload, lies)],
  codes: [code],
});

function framingLies(): Attack[] {
  const ping = frameSaved(0);
  return [
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => lie(`opcode ${opcode}`, 1002, ping, { opcode })),
    ...[1, 2, 3, 4, 5, 6, 7].map((rsv) => lie(`reserved bits ${rsv}`, 1002, ping, { rsv })),
    lie('a continuation without a beginning', 1002, ping, { opcode: 0 }),
    lie('no mask', 1002, ping, { masked: false }),
    ...[8, 9, 10].map((opcode) => lie(`fragmented control frame ${opcode}`, 1002, ping, { opcode, fin: false })),
    ...[8, 9, 10].map((opcode) => lie(`control frame ${opcode} of 126 B`, 1002, new Uint8Array(126), { opcode })),
    lie('close with half a code', 1002, bytes(3), { opcode: 8 }),
    ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535].map((code) =>
      lie(`close with code ${code}`, 1002, bytes(code >> 8, code & 255), { opcode: 8 }),
    ),
    lie('close with a reason that is not UTF-8', 1007, bytes(3, 232, 0xff, 0xfe), { opcode: 8 }),
    lie('text that is not UTF-8', 1007, bytes(0xc3, 0x28), { opcode: 1 }),
    lie('text', 4400, text('{"type":"hello"}'), { opcode: 1 }),
    {
      name: 'a message that begins within another',
      bytes: [wsFrame(ping, { fin: false }), wsFrame(ping, { fin: false })],
      codes: [1002],
    },
    ...[2n ** 63n, 2n ** 64n - 1n, 2n ** 53n, 2n ** 32n, 100n * 1024n * 1024n].map((announced) =>
      lie(`${announced} bytes announced in 14`, 4413, new Uint8Array(0), { announced }),
    ),
    lie('a frame over the limit', 4413, new Uint8Array(4 * 1024 * 1024 + 512), {}),
    {
      name: 'fragments that together are over the limit',
      bytes: Array.from({ length: 6 }, (_, i) =>
        wsFrame(new Uint8Array(1024 * 1024), { fin: false, opcode: i === 0 ? 2 : 0 }),
      ),
      codes: [4413],
    },
  ];
}

function awareness(state: string): Uint8Array {
  return frameAwareness(awarenessUpdate([{ clientId: 77, clock: 1, state }]));
}

function protocolLies(): Attack[] {
  const doc = new Y.Doc();
  doc.getMap('notes').set('n', 1);
  const update = Y.encodeStateAsUpdate(doc);
  const valid: [string, Uint8Array][] = [
    ['step 1', frameStep1(Y.encodeStateVector(doc))],
    ['step 2', frameStep2(update)],
    ['update', frameUpdate(update)],
    ['awareness', awareness('{"user":{"name":"A","color":"#112233"}}')],
    ['saved', frameSaved(0)],
  ];
  const said = (name: string, payload: Uint8Array, ...codes: number[]): Attack => ({
    name,
    bytes: [wsFrame(payload)],
    codes,
  });
  return [
    ...valid.flatMap(([name, frame]) =>
      Array.from(frame, (_, length) => said(`${name} cut at ${length}`, frame.slice(0, length), 4400)),
    ),
    ...[2, 5, 6, 7, 8, 64, 127, 128, 200, 255].map((type) => said(`message ${type}`, bytes(type, 1, 0), 4400)),
    ...[3, 4, 100, 127].map((step) => said(`sync step ${step}`, bytes(0, step, 0), 4400)),
    said('a number without end', new Uint8Array(64).fill(255), 4400),
    said('a body of 2^53 bytes', bytes(0, 2, 255, 255, 255, 255, 255, 255, 255, 15), 4400),
    said('an update of ones', frameUpdate(new Uint8Array(200).fill(255)), 4400),
    said('a state vector of ones', frameStep1(new Uint8Array(50).fill(255)), 4400),
    said('a state vector that promises 2^31 clients', frameStep1(bytes(255, 255, 255, 255, 7)), 4400),
    said('awareness that promises 2^31 entries', frameAwareness(bytes(255, 255, 255, 255, 7)), 4400),
    said('a state that is not JSON', awareness('{"a":'), 4400),
    said('a state that is a number', awareness('5'), 4400),
    said('a state of 5,000 B', awareness(JSON.stringify({ a: 'x'.repeat(5_000) })), 4413),
    said('a state 100,000 deep', awareness('['.repeat(100_000) + ']'.repeat(100_000)), 4413, 4400),
    said('a state of 3 MB', awareness(JSON.stringify('x'.repeat(3_000_000))), 4413),
    said('an update of nearly 4 MiB of noise', frameUpdate(new Uint8Array(4_190_000).fill(171)), 4400),
  ];
}

test('closes the sender of every invalid frame with the right code, and honest members notice nothing', {
  timeout: 300_000,
}, async () => {
  const target = await arena(NO_RATES);
  const honest = await honestMembers(target.url, target.board);
  const memory = watchMemory(target.pid);
  const lies = [...framingLies(), ...protocolLies()];
  const attacks = Array.from({ length: rounds(3, 30) }, () => lies).flat();
  const wrong: string[] = [];
  for (let i = 0; i < attacks.length; i += AT_ONCE) {
    memory.reset();
    const codes = await Promise.all(attacks.slice(i, i + AT_ONCE).map((attack) => closeOf(target, attack)));
    for (const [j, code] of codes.entries()) {
      const attack = attacks[i + j];
      if (attack !== undefined && !attack.codes.includes(code ?? 0)) wrong.push(`${attack.name}: ${code}`);
    }
    expect(memory.peakMiB() - memory.startMiB, attacks[i]?.name).toBeLessThan(32 * AT_ONCE);
  }
  expect(wrong).toEqual([]);
  expect(await target.count('closes_total')).toBe(attacks.length);
  const seen = await honest.stop();
  console.info(
    `${attacks.length} invalid frames; honest members: p99 ${seen.p99.toFixed(1)} ms of ${seen.letters} letters`,
  );
  expect(seen).toMatchObject({ missing: 0, unsaved: 0, closes: [] });
  expect(seen.letters).toBeGreaterThan(20);
  expect(seen.p99).toBeLessThan(P99_MS);
  expect(await target.isHealthy()).toBe(true);
});

async function closeOf({ url, board }: Arena, attack: Attack): Promise<number | null> {
  const socket = await RawSocket.open(url, board.id, board.participant);
  for (const part of attack.bytes) await socket.write(part);
  await Promise.race([socket.closed(), wait(CLOSED_WITHIN_MS)]);
  socket.destroy();
  return socket.closeCode;
}

const floods: [string, () => Uint8Array, number[]][] = [
  ['fragments of 1 B', () => wsFrame(bytes(1), { fin: false, opcode: 0 }), [4400]],
  ['empty fragments', () => wsFrame(bytes(), { fin: false, opcode: 0 }), [4400]],
];

test.each(floods)(
  'closes the sender of a message in a million %s before it costs memory',
  { timeout: 60_000 },
  async (...flood) => {
    const [, piece, codes] = flood;
    const target = await arena();
    const memory = watchMemory(target.pid);
    const socket = await RawSocket.open(target.url, target.board.id, target.board.participant);
    await socket.write(wsFrame(bytes(0), { fin: false }));
    const thousand = Buffer.concat(Array.from({ length: 1000 }, piece));
    for (let sent = 0; sent < rounds(200, 1000) && !socket.ended; sent += 1) await socket.write(thousand);
    await socket.closed();
    expect(codes).toContain(socket.closeCode);
    expect(memory.peakMiB() - memory.startMiB).toBeLessThan(32);
    expect(await target.isHealthy()).toBe(true);
  },
);

test('discards 100 MB that follow a header which announces them', { timeout: 60_000 }, async () => {
  const target = await arena();
  const memory = watchMemory(target.pid);
  const socket = await RawSocket.open(target.url, target.board.id, target.board.participant);
  const megabyte = Buffer.alloc(1024 * 1024);
  await socket.write(wsFrame(bytes(), { announced: 100n * 1024n * 1024n }));
  for (let sent = 0; sent < 100 && !socket.ended; sent += 1) await socket.write(megabyte);
  await socket.closed();
  expect(socket.closeCode).toBe(4413);
  expect(memory.peakMiB() - memory.startMiB).toBeLessThan(32);
  expect(await target.isHealthy()).toBe(true);
});

test('keeps no more of a message written byte by byte than what has arrived', { timeout: 60_000 }, async () => {
  const target = await arena();
  const memory = watchMemory(target.pid);
  const socket = await RawSocket.open(target.url, target.board.id, target.board.participant);
  await socket.write(wsFrame(bytes(0, 2), { announced: 4_000_000n }));
  const segments = rounds(2_000, 20_000);
  for (let sent = 0; sent < segments && !socket.ended; sent += 1) {
    await new Promise((resolve) => socket.tcp.write(bytes(7), resolve));
  }
  expect(memory.peakMiB() - memory.startMiB).toBeLessThan(32);
  socket.destroy();
  expect(await target.isHealthy()).toBe(true);
});

const unfinished: [string, (bytes: number) => Uint8Array][] = [
  ['unfinished frames', (size) => wsFrame(new Uint8Array(size - 1), { announced: BigInt(size) })],
  ['unfinished fragments', (size) => wsFrame(new Uint8Array(size), { fin: false })],
];

test.each(unfinished)('limits the memory for %s of one address', { timeout: 60_000 }, async (...how) => {
  const [, begun] = how;
  const target = await arena(COLLECTS_GARBAGE);
  const memory = watchMemory(target.pid);
  const sockets = [];
  for (let i = 0; i < rounds(40, 200); i += 1) {
    const socket = await RawSocket.open(target.url, target.board.id, target.board.viewer, { from: '127.0.0.5' });
    sockets.push(socket);
    await socket.write(begun(4_000_000));
  }
  await Promise.race([wait(CLOSED_WITHIN_MS), ...sockets.slice(10).map((socket) => socket.closed())]);
  const codes = new Set(sockets.slice(0, -1).map(({ closeCode }) => closeCode));
  expect([...codes].sort()).toEqual([1013, null]);
  // The limit of 16 MiB and what is in transit, however many sockets attack.
  expect(memory.peakMiB() - memory.startMiB).toBeLessThan(16 + 16);
  // Another address can still send a large message.
  const other = await RawSocket.open(target.url, target.board.id, target.board.participant);
  await other.write(wsFrame(frameUpdate(new Uint8Array(3_000_000).fill(171))));
  await other.closed();
  expect(other.closeCode).toBe(4400);
  for (const socket of sockets) socket.destroy();
  while ((await target.count('sessions ')) > 0) await wait(20);
  const again = await RawSocket.open(target.url, target.board.id, target.board.viewer, { from: '127.0.0.5' });
  await again.write(begun(4_000_000));
  expect(await target.isHealthy()).toBe(true);
  expect(again.closeCode).toBeNull();
  again.destroy();
});

test('agrees on no extension, so that no frame can be a compression bomb', async () => {
  const target = await arena();
  const response = await upgradeAnswer(target);
  expect(response).toContain('101 Switching Protocols');
  expect(response.toLowerCase()).not.toContain('sec-websocket-extensions');
});

async function upgradeAnswer({ url, board }: Arena): Promise<string> {
  const socket = new RawSocket(url, board.id, board.participant);
  let answer = '';
  socket.tcp.prependListener('data', (data: Buffer) => {
    answer += data.toString('latin1');
  });
  await socket.until(() => socket.status !== null);
  socket.destroy();
  return answer;
}

test('answers thousands of step 1s and presence queries with a few answers', { timeout: 60_000 }, async () => {
  const target = await arena();
  for (const question of [frameStep1(new Uint8Array([0])), frameQueryAwareness()]) {
    const socket = await RawSocket.open(target.url, target.board.id, target.board.participant);
    let answers = 0;
    socket.onFrame = (payload) => {
      const isStep2 = payload[0] === 0 && payload[1] === 1;
      const isPresence = payload[0] === 1 && (payload[2] ?? 0) > 0;
      if (question[0] === 0 ? isStep2 : isPresence) answers += 1;
    };
    await socket.write(Buffer.concat(Array.from({ length: 2_000 }, () => wsFrame(question))));
    // Message 4 for a later update proves that everything before it was read.
    await socket.send(frameSaved(0));
    await socket.send(frameUpdate(Y.encodeStateAsUpdate(new Y.Doc())));
    let saved = false;
    const before = socket.onFrame;
    socket.onFrame = (payload, opcode) => {
      saved ||= payload[0] === 4;
      before(payload, opcode);
    };
    await socket.until(() => saved || socket.closeCode !== null);
    expect(socket.closeCode).toBeNull();
    expect(answers).toBeLessThan(16);
    if (question[0] === 0) expect(answers).toBeGreaterThan(0);
    socket.destroy();
  }
});
