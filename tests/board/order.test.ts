import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOrder, orderAfter, orderBetween, orderPast } from '#board/order';

const id = fc.string({ minLength: 1, maxLength: 22 });
const places = fc.array(fc.tuple(fc.nat(), id), { maxLength: 60 });

describe('sort keys', () => {
  it('lie strictly between their neighbours, wherever a thing is inserted', () => {
    const done = { between: 0, atAnEnd: 0 };
    fc.assert(
      fc.property(places, (inserts) => {
        const row: string[] = [];
        for (const [where, name] of inserts) {
          const at = where % (row.length + 1);
          const [before, after] = [row[at - 1] ?? null, row[at] ?? null];
          const key = orderBetween(before, after, name);
          if (before !== null) expect(key > before).toBe(true);
          if (after !== null) expect(key < after).toBe(true);
          row.splice(at, 0, key);
          done[before !== null && after !== null ? 'between' : 'atAnEnd']++;
        }
      }),
      { numRuns: 300 },
    );
    console.info(JSON.stringify(done));
    for (const count of Object.values(done)) expect(count).toBeGreaterThan(200);
  });

  it('differ for things inserted at one spot at once, and leave room between them', () => {
    const keys = Array.from({ length: 40 }, (_, i) => orderBetween('a0', 'a1', `note-${i}`)).sort();
    expect(new Set(keys).size).toBe(40);
    for (const [i, key] of keys.entries()) {
      const next = keys[i + 1];
      if (next === undefined) continue;
      const between = orderBetween(key, next, 'new');
      expect(key < between && between < next).toBe(true);
    }
  });

  it('are valid beside neighbours with invalid keys', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', 'a', 'a00', 'zzz', '__proto__', `A${'0'.repeat(26)}`, 'a0😀', 'a0😁', 'a'.repeat(5000)),
    );
    let between = 0;
    fc.assert(
      fc.property(fc.option(odd), fc.option(odd), id, (before, after, name) => {
        const key = orderBetween(before, after, name);
        expect(key).toMatch(/^[0-9A-Za-z]{1,450}$/);
        expect(orderBetween(key, null, name) > key).toBe(true);
        if (before !== null && after !== null) between++;
      }),
      { numRuns: 1000 },
    );
    console.info(JSON.stringify({ between }));
    expect(between).toBeGreaterThan(300);
  });

  it('do not grow when 10,000 things are added at the end', () => {
    let last: string | null = null;
    for (let i = 0; i < 10_000; i++) {
      const key = orderAfter(last === null ? [] : [{ order: last }], `n${i}`);
      if (last !== null && key <= last) throw new Error(`${key} is not after ${last}`);
      last = key;
    }
    expect(last?.length).toBeLessThan(10);
  });

  it('sort by id when they are equal', () => {
    const row = [
      { id: 'b', order: 'a0' },
      { id: 'a', order: 'a0' },
      { id: 'c', order: 'Zz' },
    ];
    expect(row.sort(compareOrder).map((one) => one.id)).toEqual(['c', 'a', 'b']);
    expect(compareOrder({ id: 'a', order: 'a0' }, { id: 'a', order: 'a0' })).toBe(0);
  });

  it('move a thing one step up or down its row', () => {
    for (const by of [-1, 1] as const) {
      const row: { id: string; order: string }[] = [];
      for (const id of ['a', 'b', 'c', 'd']) row.push({ id, order: orderAfter(row, id) });
      const moved = row.map((one, at) => (at === 1 ? { ...one, order: orderPast(row, 1, by, one.id) } : one));
      const ids = moved.sort(compareOrder).map(({ id }) => id);
      expect(ids).toEqual(by < 0 ? ['b', 'a', 'c', 'd'] : ['a', 'c', 'b', 'd']);
    }
  });
});
