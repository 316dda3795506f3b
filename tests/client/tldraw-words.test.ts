import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TLDRAW_WORDS } from '../../client/canvas/tldraw-words.ts';

const OURS = ['tool.board-note'];
const ENGLISH = new URL('../../node_modules/@tldraw/assets/translations/main.json', import.meta.url);
const english = JSON.parse(readFileSync(ENGLISH, 'utf8')) as Record<string, string>;
const { nb, nn, en } = TLDRAW_WORDS;

const placeholders = (text: string | undefined) => (text?.match(/\{\w+\}/g) ?? []).sort();

test('every key is one of tldraw’s or our own', () => {
  const known = new Set([...Object.keys(english), ...OURS]);
  for (const words of [nb, nn, en]) {
    expect(Object.keys(words).filter((key) => !known.has(key))).toEqual([]);
    for (const key of OURS) expect(words[key]).toBeTruthy();
  }
});

test('bokmål and nynorsk have the same keys', () => {
  expect(Object.keys(nn).sort()).toEqual(Object.keys(nb).sort());
});

test('every text that the canvas can show is translated', () => {
  const shown = /^(a11y|action|assets|edit-link-dialog|geo-style|handle|status|toast|tool|ui)\./;
  const missing = Object.keys(english).filter((key) => shown.test(key) && !(key in nb));
  expect(missing).toEqual([]);
});

test('no text is empty, and each has the placeholders of tldraw’s', () => {
  for (const words of [nb, nn]) {
    for (const [key, text] of Object.entries(words)) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(english[key]));
    }
  }
});
