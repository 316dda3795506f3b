import { afterEach, expect, test, vi } from 'vitest';
import { forgetMemberKey, memberKey } from '../../client/sync/member-key.ts';

const kept = new Map<string, string>();

function browser(broken = false): void {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => {
      if (broken) throw new DOMException('denied', 'SecurityError');
      return kept.get(name) ?? null;
    },
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
}

afterEach(() => vi.unstubAllGlobals());

test('a browser has one key for each board, the same in every window and on every visit', () => {
  browser();
  const key = memberKey('board-one');
  expect(key).toMatch(/^[A-Za-z0-9_-]{22,86}$/);
  expect(memberKey('board-one')).toBe(key);
  expect(memberKey('board-two')).not.toBe(key);
});

test('a key that something else wrote is replaced', () => {
  browser();
  kept.set('veivalg.member.b', 'not a key');
  expect(memberKey('b')).toMatch(/^[A-Za-z0-9_-]{22,86}$/);
  expect(memberKey('b')).toBe(kept.get('veivalg.member.b'));
});

test('a forgotten key does not come back', () => {
  browser();
  const key = memberKey('b');
  forgetMemberKey('b');
  expect(memberKey('b')).not.toBe(key);
});

test('a browser that stores nothing still gets a key', () => {
  browser(true);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(memberKey('b')).toMatch(/^[A-Za-z0-9_-]{22,86}$/);
});
