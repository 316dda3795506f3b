import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetToken, knownBoard, knownBoards, rememberBoard, strongestToken } from '../../client/api/remembered.ts';
import { keepDraft, readDraft } from '../../client/contribute/draft.ts';

const stored = new Map<string, string>();
let isFull = false;

beforeEach(() => {
  stored.clear();
  isFull = false;
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      stored.set(name, value);
    },
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('the strongest token is the facilitator’s, then the participant’s, then the viewer’s', () => {
  expect(strongestToken({ viewer: 'v', facilitator: 'f', participant: 'p' })).toBe('f');
  expect(strongestToken({ viewer: 'v', participant: 'p' })).toBe('p');
  expect(strongestToken({ viewer: 'v' })).toBe('v');
  expect(strongestToken({})).toBe('');
});

test('boards are listed most recent first, with the tokens of all visits', () => {
  rememberBoard('a', 'A', 'viewer', { viewer: 'v' }, 1);
  rememberBoard('b', 'B', 'participant', { participant: 'p' }, 2);
  rememberBoard('a', 'A again', 'facilitator', { facilitator: 'f' }, 3);
  expect(knownBoards().map(({ id, title }) => [id, title])).toEqual([
    ['a', 'A again'],
    ['b', 'B'],
  ]);
  expect(knownBoard('a')?.tokens).toEqual({ viewer: 'v', facilitator: 'f' });
  forgetToken('a', 'facilitator');
  expect(knownBoard('a')?.tokens).toEqual({ viewer: 'v' });
});

test('stored values that are not ours are ignored', () => {
  stored.set('veivalg.boards', 'not JSON');
  expect(knownBoards()).toEqual([]);
  stored.set('veivalg.boards', '[{"id":1},null,{"id":"a","title":"A","role":"king","tokens":{}}]');
  expect(knownBoards()).toEqual([]);
  stored.set('veivalg.draft.a', '{"id":"n"}');
  expect(readDraft('a').text).toBe('');
});

test('a draft keeps its id and text until it is sent', () => {
  const draft = { ...readDraft('a'), regionId: 'r', text: 'Half written' };
  keepDraft('a', draft);
  expect(readDraft('a')).toEqual(draft);
  expect(readDraft('b').id).not.toBe(draft.id);
});

test('a browser that refuses to store does not stop the work', () => {
  isFull = true;
  rememberBoard('a', 'A', 'viewer', {}, 1);
  keepDraft('a', { ...readDraft('a'), text: 'x' });
  expect(knownBoards()).toEqual([]);
  expect(console.warn).toHaveBeenCalledTimes(2);
});
