/**
 * Row 43: forged presence. A session speaks only for one id of its own, the sender of a state that is too large or
 * unreadable is closed, and nothing in a state gives a right.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { frameAwareness, frameQueryAwareness, readFrame } from '#protocol/frames';
import { readPresence } from '#protocol/presence';
import { awarenessUpdate, readAwareness } from '../helpers/awareness-update.ts';
import { watchMemory } from '../helpers/process-memory.ts';
import { RawSocket } from '../helpers/raw-socket.ts';
import { type Arena, arena } from './arena.ts';

interface Watcher {
  readonly socket: RawSocket;
  /** Every state received for each id, in order. */
  readonly said: Map<number, string[]>;
}

const VICTIM = 1_000;
const state = (name: string) => JSON.stringify({ user: { name, color: '#112233' } });

async function member(target: Arena, token: string, key: string | null): Promise<Watcher> {
  const protocols = ['veivalg.1', token, ...(key === null ? [] : [`member.${key.padEnd(22, '_')}`])];
  const socket = await RawSocket.open(target.url, target.board.id, token, { protocols });
  onTestFinished(() => socket.destroy());
  const said = new Map<number, string[]>();
  socket.onFrame = (payload, opcode) => {
    const frame = opcode === 2 ? readFrame(payload) : null;
    if (frame?.kind !== 'awareness') return;
    for (const { clientId, state: one } of readAwareness(frame.update)) {
      said.set(clientId, [...(said.get(clientId) ?? []), one]);
    }
  };
  return { socket, said };
}

async function say({ socket }: Watcher, ...entries: [clientId: number, clock: number, state: string][]): Promise<void> {
  await socket.send(
    frameAwareness(awarenessUpdate(entries.map(([clientId, clock, one]) => ({ clientId, clock, state: one })))),
  );
}

/** A board with a victim, who has a key, and a watcher that records presence. */
async function scene(): Promise<{ target: Arena; victim: Watcher; watcher: Watcher }> {
  const target = await arena();
  const watcher = await member(target, target.board.viewer, 'watcher');
  await watcher.socket.send(frameQueryAwareness());
  const victim = await member(target, target.board.participant, 'victim');
  await say(victim, [VICTIM, 1, state('Victim')]);
  await watcher.socket.until(() => watcher.said.has(VICTIM));
  return { target, victim, watcher };
}

/** Waits until a later honest state has arrived: nothing that an attacker sent before it can still be under way. */
async function settle({ target, watcher }: { target: Arena; watcher: Watcher }, clientId: number): Promise<void> {
  const last = await member(target, target.board.participant, `last${clientId}`);
  await say(last, [clientId, 1, state('Last')]);
  await watcher.socket.until(() => watcher.said.has(clientId));
}

const attackers: [string, string | null, boolean][] = [
  ['with a key of its own, in its first message', 'attacker', false],
  ['with a key of its own, after it was sent the victim’s presence', 'attacker', true],
  ['without a key, in its first message', null, false],
  ['without a key, after it was sent the victim’s presence', null, true],
];

describe.each(attackers)('an attacker %s', (_name, key, listensFirst) => {
  test('cannot speak for the victim, nor for more than one id', async () => {
    const stage = await scene();
    const { target, watcher } = stage;
    const attacker = await member(target, target.board.viewer, key);
    if (listensFirst) {
      await attacker.socket.send(frameQueryAwareness());
      await attacker.socket.until(() => attacker.said.has(VICTIM));
    }
    for (let clock = 2; clock < 50; clock += 1) {
      await say(attacker, [VICTIM, clock, state('Forged')]);
      await say(attacker, [VICTIM, clock, 'null']);
    }
    await say(attacker, [7, 1, state('Own')], [VICTIM, 60, state('Forged')], [8, 1, state('Second')]);
    for (let id = 20_000; id < 30_000; id += 1_000) {
      const ids = Array.from({ length: 1_000 }, (_, i): [number, number, string] => [id + i, 1, '{}']);
      await say(attacker, ...ids);
    }
    await settle(stage, 90);
    expect(watcher.said.get(VICTIM)).toEqual([state('Victim')]);
    const others = [...watcher.said.keys()].filter((id) => id !== VICTIM && id !== 90);
    expect(others).toEqual([7]);
    expect(attacker.socket.closeCode).toBeNull();
  });
});

test('does not remove the victim’s presence when an attacker disconnects', async () => {
  const stage = await scene();
  const attacker = await member(stage.target, stage.target.board.participant, null);
  await say(attacker, [VICTIM, 9, state('Forged')]);
  await settle(stage, 91);
  attacker.socket.destroy();
  while ((await stage.target.count('sessions ')) > 3) await wait(10);
  await settle(stage, 92);
  expect(stage.watcher.said.get(VICTIM)).toEqual([state('Victim')]);
});

const tooMuch: [string, string, number][] = [
  ['4,097 bytes', JSON.stringify('x'.repeat(4_095)), 4413],
  ['2,000 letters of three bytes', JSON.stringify({ a: '語'.repeat(2_000) }), 4413],
  ['100,000 arrays in each other', '['.repeat(100_000) + ']'.repeat(100_000), 4413],
  ['5 MB', JSON.stringify({ a: 'x'.repeat(5_000_000) }), 4413],
  ['half a JSON', '{"user":', 4400],
  ['a number', '1e999', 4400],
];

test('closes the sender of a state that is too large or unreadable, and passes it on to nobody', {
  timeout: 60_000,
}, async () => {
  const stage = await scene();
  const memory = watchMemory(stage.target.pid);
  for (const [name, one, code] of tooMuch) {
    const attacker = await member(stage.target, stage.target.board.participant, null);
    await say(attacker, [66, 1, one]);
    await attacker.socket.closed();
    expect(attacker.socket.closeCode, name).toBe(code);
  }
  await settle(stage, 93);
  expect(stage.watcher.said.has(66)).toBe(false);
  expect(memory.peakMiB() - memory.startMiB).toBeLessThan(64);
});

test('refuses a clock that other clients could not read', async () => {
  const stage = await scene();
  const attacker = await member(stage.target, stage.target.board.participant, null);
  await say(attacker, [67, Number.MAX_SAFE_INTEGER, state('Late')]);
  await attacker.socket.closed();
  expect(attacker.socket.closeCode).toBe(4400);
  await settle(stage, 94);
  expect(stage.watcher.said.has(67)).toBe(false);
});

test('passes on a deeply nested state or one with prototype keys, which reads as an empty presence', async () => {
  const stage = await scene();
  const deep = `{"user":${'['.repeat(2_000)}${']'.repeat(2_000)}}`;
  const proto = '{"__proto__":{"role":"facilitator"},"role":"facilitator","constructor":{"prototype":{"x":1}}}';
  for (const [id, one] of [
    [70, deep],
    [71, proto],
  ] as const) {
    const attacker = await member(stage.target, stage.target.board.viewer, null);
    await say(attacker, [id, 1, one]);
    await stage.watcher.socket.until(() => stage.watcher.said.has(id));
    const read = readPresence(JSON.parse(stage.watcher.said.get(id)?.[0] ?? ''));
    expect(read).toEqual({
      user: { name: '', color: '#64748b' },
      cursor: null,
      editing: null,
      caret: null,
    });
    expect(read).not.toHaveProperty('role');
  }
  expect(({} as Record<string, unknown>).role).toBeUndefined();
});

test('passes on a viewer’s presence without a note and a caret, and from nobody a caret that is no position', async () => {
  const stage = await scene();
  const good = { type: null, tname: null, item: { client: 1, clock: 2 }, assoc: 0 };
  const caret = { anchor: good, head: good };
  const user = { name: 'Ola', color: '#112233' };
  const cases: [id: number, role: 'viewer' | 'participant', said: object, passedOn: object][] = [
    [
      80,
      'viewer',
      { user, cursor: [1, 2], editing: 'note', caret },
      { user, cursor: [1, 2], editing: null, caret: null },
    ],
    [81, 'viewer', { user, caret: { anchor: {}, head: {} } }, { user, caret: null, editing: null }],
    [
      82,
      'viewer',
      { user, cursor: null, editing: null, caret: null },
      { user, cursor: null, editing: null, caret: null },
    ],
    [83, 'participant', { user, editing: 'note', caret }, { user, editing: 'note', caret }],
    [
      84,
      'participant',
      { user, editing: 'note', caret: { anchor: good, head: { item: 5 } } },
      { user, editing: 'note', caret: null },
    ],
    [
      85,
      'participant',
      { user, editing: 'note', caret: { anchor: { tname: 'notes' }, head: good } },
      { user, editing: 'note', caret: null },
    ],
    [86, 'participant', { user, editing: 'note', caret: 'x' }, { user, editing: 'note', caret: null }],
  ];
  for (const [id, role, said, passedOn] of cases) {
    const sender = await member(stage.target, stage.target.board[role], null);
    await say(sender, [id, 1, JSON.stringify(said)]);
    await stage.watcher.socket.until(() => stage.watcher.said.has(id));
    expect(JSON.parse(stage.watcher.said.get(id)?.[0] ?? ''), JSON.stringify(said)).toEqual(passedOn);
  }
});

test('passes on a cursor at most 30 times a second, however fast it moves', { timeout: 60_000 }, async () => {
  const stage = await scene();
  const busy = await member(stage.target, stage.target.board.participant, 'busy');
  const passedOn = () => stage.watcher.said.get(72)?.length ?? 0;
  const start = performance.now();
  let moves = 0;
  while (passedOn() < 15) {
    for (let i = 0; i < 3; i++, moves++) await say(busy, [72, moves + 1, JSON.stringify({ cursor: [moves, 0] })]);
    await wait(5);
  }
  const last = JSON.stringify({ cursor: [moves - 1, 0] });
  await stage.watcher.socket.until(() => stage.watcher.said.get(72)?.at(-1) === last);
  expect(busy.socket.closeCode).toBeNull();
  expect(moves).toBeGreaterThan(passedOn());
  expect(passedOn()).toBeLessThanOrEqual(30 * ((performance.now() - start) / 1000) + 1);
});
