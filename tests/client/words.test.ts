import { describe, expect, it } from 'vitest';
import { en } from '../../client/i18n/en.ts';
import { nb } from '../../client/i18n/nb.ts';
import { nn } from '../../client/i18n/nn.ts';
import { preferredLanguage } from '../../client/i18n/preferred-language.ts';
import { clockTime, dayAndTime } from '../../client/i18n/times.ts';

/** «saved.late» → its text. */
function texts(catalogue: object, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === 'string') all.set(path + key, value);
    else for (const [inner, text] of texts(value as object, `${path}${key}.`)) all.set(inner, text);
  }
  return all;
}

const argumentsOf = (text: string) => [...text.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1]).sort();

describe('texts', () => {
  it.each([
    ['nynorsk', nn],
    ['English', en],
  ])('%s has the same texts as bokmål, with the same arguments', (_name, catalogue) => {
    const own = texts(catalogue);
    expect([...own.keys()].sort()).toEqual([...texts(nb).keys()].sort());
    for (const [key, text] of texts(nb))
      expect([key, argumentsOf(own.get(key) ?? '')]).toEqual([key, argumentsOf(text)]);
  });

  it('have no exclamation marks', () => {
    for (const catalogue of [nb, nn, en]) {
      for (const [key, text] of texts(catalogue)) expect([key, text.includes('!')]).toEqual([key, false]);
    }
  });

  it('use the stored language, or else what the browser asks for, or else bokmål', () => {
    expect(preferredLanguage('en', ['nn'])).toBe('en');
    expect(preferredLanguage(null, ['nn-NO', 'nb'])).toBe('nn');
    expect(preferredLanguage(null, ['no', 'en'])).toBe('nb');
    expect(preferredLanguage(null, ['en-US'])).toBe('en');
    expect(preferredLanguage('xx', ['se', 'de'])).toBe('nb');
  });

  it('write times of day the Norwegian way in bokmål and nynorsk', () => {
    const noon = new Date(2026, 4, 23, 14, 16).getTime();
    expect(clockTime(noon, 'nb')).toBe('14.16');
    expect(clockTime(noon, 'nn')).toBe('14.16');
    expect(clockTime(noon, 'en')).toBe('14:16');
  });

  it('show a dash for a time that no calendar has', () => {
    for (const ms of [1e300, -1e300, 8.64e15 + 2000, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const language of ['nb', 'nn', 'en'] as const) {
        expect(clockTime(ms, language)).toBe('–');
        expect(dayAndTime(ms, language)).toBe('–');
      }
    }
    for (const ms of [8.64e15, -8.64e15, 0]) expect(dayAndTime(ms, 'nb')).toMatch(/kl\. \d\d\.\d\d$/);
  });
});
