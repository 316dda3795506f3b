import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MEASURE } from '#board/layout/measure';
import type { Note } from '#board/note';
import { NOTE_TEXT, NoteHeights } from '../../../client/canvas/notes/note-height.ts';
import { LETTER, stubBrowser } from '../browser-stub.ts';

/** As many letters as fit on a line of a note. */
const FIT = Math.floor((MEASURE.noteWidth - 2 * NOTE_TEXT.padding - 1) / LETTER);

beforeEach(() => void stubBrowser());
afterEach(() => void vi.unstubAllGlobals());

const word = (letters: number) => 'x'.repeat(letters);
const lines = (text: string) => new NoteHeights().lines(text);
const note = (text: string, more: Partial<Note> = {}) =>
  ({ text, author: '', formerRegionId: null, kind: 'free', ...more }) as Note;

describe('the lines of a note', () => {
  it('are at least one, and one for each that was typed', () => {
    expect(lines('')).toBe(1);
    expect(lines('a\n\nb')).toBe(3);
  });

  it('hold words until one does not fit', () => {
    expect(lines(word(FIT))).toBe(1);
    expect(lines(`${word(FIT - 3)} yy`)).toBe(1);
    expect(lines(`${word(FIT - 3)} yyy`)).toBe(2);
    expect(lines(`${word(FIT - 3)} yyy ${word(FIT - 4)}`)).toBe(2);
    expect(lines(`${word(FIT - 3)} yyy ${word(FIT - 3)}`)).toBe(3);
  });

  it('do not grow by spaces at their end', () => {
    expect(lines(`${word(FIT)}${' '.repeat(40)}`)).toBe(1);
    expect(lines(`${word(FIT)}${' '.repeat(40)}y`)).toBe(2);
  });

  it('are never fewer than a word needs that is wider than the line', () => {
    for (const letters of [FIT + 1, 2 * FIT, 2 * FIT + 1, 5 * FIT]) {
      const needed = Math.ceil(letters / FIT);
      expect(lines(word(letters))).toBeGreaterThanOrEqual(needed);
      expect(lines(word(letters))).toBeLessThanOrEqual(needed + 1);
      expect(lines(`a ${word(letters)}`)).toBe(lines(word(letters)) + 1);
    }
  });

  it('go on behind the rest of such a word, and are never too few for it', () => {
    for (let letters = FIT + 1; letters < 4 * FIT; letters++) {
      const long = word(letters);
      expect(lines(`${long} ${word(FIT)}`)).toBe(lines(long) + 1);
      for (const next of [1, 5, 10, FIT - 1]) {
        const rest = letters % FIT === 0 ? FIT : letters % FIT;
        const needed = Math.ceil(letters / FIT) + (rest + 1 + next > FIT ? 1 : 0);
        expect(lines(`${long} ${word(next)}`), `${letters} and ${next}`).toBeGreaterThanOrEqual(needed);
      }
    }
    expect(lines(`${word(FIT + 1)} a a`)).toBe(2);
  });

  it('are counted by letters where the browser measures nothing', () => {
    stubBrowser(null);
    expect(lines(`${word(19)} y`)).toBe(1);
    expect(lines(`${word(19)} yy`)).toBe(2);
  });
});

describe('the height of a note', () => {
  const height = (one: Note) => new NoteHeights().of(one);

  it('grows by a line’s height with each line, and has a least', () => {
    expect(height(note(''))).toBe(NOTE_TEXT.least);
    const [three, four] = [height(note('a\na\na')), height(note('a\na\na\na'))];
    expect(three).toBe(Math.ceil(3 * NOTE_TEXT.lineHeight + 2 * NOTE_TEXT.padding));
    expect(four).toBe(Math.ceil(4 * NOTE_TEXT.lineHeight + 2 * NOTE_TEXT.padding));
  });

  it('has room at the foot for an author, for where it came from, and for its kind', () => {
    const bare = height(note('a\na\na'));
    for (const more of [{ author: 'Kari' }, { formerRegionId: 'r' }, { kind: 'risk' }] as Partial<Note>[])
      expect(Math.abs(height(note('a\na\na', more)) - bare - NOTE_TEXT.foot)).toBeLessThanOrEqual(1);
  });

  it('is kept for a note that stays the same, until the font is there', () => {
    let letter = LETTER;
    const measureText = vi.fn((text: string) => ({ width: text.length * letter }));
    stubBrowser({ font: '', measureText });
    const heights = new NoteHeights();
    const one = note(`${word(10)} ${word(8)} ${word(10)} ${word(8)}`);
    const before = heights.of(one);
    const asked = measureText.mock.calls.length;
    expect(asked).toBe(3);
    letter = 2 * LETTER;
    expect(heights.of(one)).toBe(before);
    expect(measureText).toHaveBeenCalledTimes(asked);
    heights.forget();
    expect(heights.of(one)).toBeGreaterThan(before);
  });
});
