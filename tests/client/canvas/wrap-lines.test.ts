import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wrapLines } from '../../../client/canvas/picture/wrap-lines.ts';
import { LETTER, stubBrowser } from '../browser-stub.ts';

beforeEach(() => void stubBrowser());
afterEach(() => void vi.unstubAllGlobals());

const wrap = (text: string, letters: number) => wrapLines(text, letters * LETTER, 'font');

describe('a text in a picture', () => {
  it('is broken between words, without spaces at the edges', () => {
    expect(wrap('aaa bbb ccc', 7)).toEqual(['aaa bbb', 'ccc']);
    expect(wrap('aaa bbb ccc', 6)).toEqual(['aaa', 'bbb', 'ccc']);
    expect(wrap('aaa    bbb', 3)).toEqual(['aaa', 'bbb']);
  });

  it('keeps the lines that were typed, empty ones too', () => {
    expect(wrap('a\n\nb  \n', 5)).toEqual(['a', '', 'b', '']);
  });

  it('breaks a word that is wider than the line, and goes on behind it', () => {
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('x abcdefg hi', 4)).toEqual(['x', 'abcd', 'efg', 'hi']);
    expect(wrap('abcde f', 4)).toEqual(['abcd', 'e f']);
    expect(wrap('abcd', 4)).toEqual(['abcd']);
  });

  it('puts a letter on each line where not even one fits', () => {
    expect(wrap('abc', 0)).toEqual(['a', 'b', 'c']);
  });

  it('keeps all of its letters, at any width', () => {
    const text = 'Risiko ved  å velge bort\tdette, og superlangesammensatteord i tillegg';
    for (let width = 1; width < 30; width++) {
      const lines = wrap(text, width);
      expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(width);
    }
  });

  it('stays in the lines that were typed where the browser measures nothing', () => {
    stubBrowser(null);
    expect(wrap('aaa bbb\nccc', 1)).toEqual(['aaa bbb', 'ccc']);
  });
});
