import { afterEach, expect, test, vi } from 'vitest';
import { forgetMemberKey, memberKey } from '../../client/sync/member-key.ts';

const stored = new Map<string, string>();

function stubLocalStorage(throws = false): void {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => {
      if (throws) throw new DOMException('denied', 'SecurityError');
      return stored.get(name) ?? null;
    },
    setItem: (name: string, value: string) => stored.set(name, value),
    removeItem: (name: string) => stored.delete(name),
  });
}

afterEach(() => vi.unstubAllGlobals());

test('a board has one key in a browser, the same on every visit', () => {
  stubLocalStorage();
  const key = memberKey('board-one');
  expect(key).toMatch(/^[A-Za-z0-9_-]{22,86}$/);
  expect(memberKey('board-one')).toBe(key);
  expect(memberKey('board-two')).not.toBe(key);
});

test('a stored value that is not a key is replaced', () => {
  stubLocalStorage();
  stored.set('veivalg.member.b', 'not a key');
  expect(memberKey('b')).toMatch(/^[A-Za-z0-9_-]{22,86}$/);
  expect(memberKey('b')).toBe(stored.get('veivalg.member.b'));
});

test('a forgotten key is not used again', () => {
  stubLocalStorage();
  const key = memberKey('b');
  forgetMemberKey('b');
  expect(memberKey('b')).not.toBe(key);
});

test('a browser whose localStorage throws still gets a key', () => {
  stubLocalStorage(true);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(memberKey('b')).toMatch(/^[A-Za-z0-9_-]{22,86}$/);
});
