import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tabNames } from '#formats/tab-name';

test('long names that begin alike differ after they are cut', () => {
  const long = 'Et svært langt navn på et alternativ som deles av to';
  expect(tabNames([long, long.toUpperCase(), 'History', "'a'", '//'], 'Oversikt')).toEqual([
    'Et svært langt navn på et alter',
    'ET SVÆRT LANGT NAVN PÅ ET A (2)',
    'History (2)',
    'a',
    'Oversikt',
  ]);
});

test('a cut does not split an emoji', () => {
  expect(tabNames([`${'a'.repeat(30)}😀`], 'x')).toEqual(['a'.repeat(30)]);
});

test('every tab name is valid in Excel, whatever the titles', () => {
  const done = { kept: 0, changed: 0 };
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 30 }), (names) => {
      const tabs = tabNames(names, 'Oversikt');
      expect(tabs).toHaveLength(names.length);
      expect(new Set(tabs.map((tab) => tab.toLowerCase())).size).toBe(names.length);
      for (const [i, tab] of tabs.entries()) {
        done[tab === names[i] ? 'kept' : 'changed']++;
        expect(tab.length).toBeGreaterThan(0);
        expect(tab.length).toBeLessThanOrEqual(31);
        expect(tab).not.toMatch(/[:\\/?*[\]]|^'|'$/);
        expect(tab.toLowerCase()).not.toBe('history');
        expect(tab).not.toMatch(/\p{Cs}/u);
      }
    }),
    { numRuns: 300 },
  );
  console.info(JSON.stringify(done));
  for (const count of Object.values(done)) expect(count).toBeGreaterThan(50);
});
