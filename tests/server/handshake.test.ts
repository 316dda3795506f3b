import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf, boardOf, readHandshake } from '../../sync-server/ws/handshake.ts';

const KEY = 'k'.repeat(22);
const BOARD = 'b'.repeat(22);

function request(headers: Record<string, string>, url = `/sync/${BOARD}`): IncomingMessage {
  return { headers, url, socket: { remoteAddress: '127.0.0.1' } } as Partial<IncomingMessage> as IncomingMessage;
}

const offering = (...names: string[]) => readHandshake(request({ 'sec-websocket-protocol': names.join(', ') }), BOARD);

test('keeps a hash of a member’s key that is different on every board', () => {
  const kept = createHash('sha256').update(`${BOARD}:${KEY}`).digest().subarray(0, 16).toString('base64url');
  expect(offering('veivalg.1', 'token', `member.${KEY}`)).toEqual({
    versions: ['veivalg.1'],
    token: 'token',
    member: kept,
  });
  expect(kept).toHaveLength(22);
  const elsewhere = readHandshake(request({ 'sec-websocket-protocol': `member.${KEY}` }), 'c'.repeat(22));
  expect(elsewhere.member).not.toBe(kept);
});

test('takes the first subprotocol that is neither version nor key as the token, before or after the key', () => {
  expect(offering(`member.${KEY}`, 'token', 'veivalg.1', 'other')).toMatchObject({ token: 'token' });
  expect(offering('veivalg.1', `member.${KEY}`)).toMatchObject({ token: '' });
});

test('treats a client with an invalid key like one without a key', () => {
  expect(offering('veivalg.1', 'token').member).toBeNull();
  for (const key of ['', 'k'.repeat(21), 'k'.repeat(87), `${KEY}!`, `${KEY}=`]) {
    expect(offering('veivalg.1', 'token', `member.${key}`)).toMatchObject({ token: 'token', member: null });
  }
  expect(readHandshake(request({}), BOARD)).toEqual({ versions: [], token: '', member: null });
});

test('reads the board from the path, and finds none in other paths', () => {
  expect(boardOf(request({}))).toBe(BOARD);
  expect(boardOf(request({}, `/sync/${BOARD}?x=1`))).toBe(BOARD);
  for (const url of ['/sync/', '/sync', '/', `/sync/${BOARD}/more`, `/api/sync/${BOARD}`]) {
    expect(boardOf(request({}, url))).toBeNull();
  }
});

test('uses the connection’s address, or the first one that a trusted proxy names', () => {
  const forwarded = request({ 'x-forwarded-for': '192.0.2.7, 10.0.0.1' });
  expect(addressOf(forwarded, false)).toBe('127.0.0.1');
  expect(addressOf(forwarded, true)).toBe('192.0.2.7');
  expect(addressOf(request({}), true)).toBe('127.0.0.1');
});
