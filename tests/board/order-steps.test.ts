import { describe, expect, it } from 'vitest';
import { compareOrder, orderBetween, orderPast } from '#board/order';

describe('a step in a row', () => {
  it('puts a thing right behind or before its neighbour, however close the keys are', () => {
    const row = ['a1', 'a1G', 'a1V', 'a1l', 'a2'].map((order, i) => ({ id: 'abcde'.charAt(i), order }));
    for (const by of [-1, 1] as const) {
      for (const [at, one] of row.entries()) {
        if (row[at + by] === undefined) continue;
        const order = orderPast(row, at, by, one.id);
        const ids = row.map((other) => (other === one ? { ...one, order } : other)).sort(compareOrder);
        const expected = [...row];
        expected.splice(at + by, 0, ...expected.splice(at, 1));
        expect(ids.map(({ id }) => id).join('')).toBe(expected.map(({ id }) => id).join(''));
      }
    }
  });
});

describe('a key between two others', () => {
  it('lies between them for every thing, also where they are next to each other', () => {
    for (const [before, after] of [
      ['a0', 'a1'],
      ['a0V', 'a0W'],
      ['a0', 'a01'],
      ['Zz', 'a0'],
      ['a0zzy', 'a0zzz'],
    ] as const) {
      for (let i = 0; i < 40; i++) {
        const key = orderBetween(before, after, `n${i}`);
        expect(before < key && key < after, `${before} ${key} ${after}`).toBe(true);
      }
    }
  });

  it('is made beside the one that is usable', () => {
    expect(orderBetween('a5', null, 'n') > 'a5').toBe(true);
    expect(orderBetween(null, 'a5', 'n') < 'a5').toBe(true);
    for (const odd of ['', '!', 'a', 'a00', 'zzz', 'x'.repeat(201), `a0${'1'.repeat(199)}`, 'a0æ', 'a0\n']) {
      expect(orderBetween(odd, 'a5', 'n') < 'a5', odd).toBe(true);
      expect(orderBetween('a5', odd, 'n') > 'a5', odd).toBe(true);
    }
    const longest = `a0${'1'.repeat(198)}`;
    expect(orderBetween(longest, null, 'n') > longest).toBe(true);
    expect(orderBetween(longest, 'a01', 'n') < 'a01').toBe(false);
    expect(orderBetween('a5', 'a1', 'n') > 'a5').toBe(true);
  });

  it('ends in three digits that follow from the thing’s id', () => {
    const tail = (id: string) => orderBetween(null, null, id).slice('a0'.length);
    expect(tail('n')).toMatch(/^[0-9A-Za-z]{2}[1-9A-Za-z]$/);
    expect(tail('n')).toBe(tail('n'));
    const tails = new Set(Array.from({ length: 400 }, (_, i) => tail(`id${i}`)));
    expect(tails.size).toBeGreaterThan(395);
    for (const one of tails) expect(one).toMatch(/^[0-9A-Za-z]{2}[1-9A-Za-z]$/);
    for (const at of [0, 1, 2]) expect(new Set([...tails].map((one) => one[at])).size).toBeGreaterThan(55);
    for (const [a, b] of [
      ['ab', 'ba'],
      ['a', 'aa'],
      ['xa', 'ya'],
    ] as const)
      expect(tail(a)).not.toBe(tail(b));
  });
});

describe('things in a row', () => {
  it('are compared by key, then by id', () => {
    const compare = (a: string, b: string) =>
      Math.sign(compareOrder({ order: a[0] ?? '', id: a[1] ?? '' }, { order: b[0] ?? '', id: b[1] ?? '' }));
    expect([
      compare('ax', 'bx'),
      compare('bx', 'ax'),
      compare('ax', 'ay'),
      compare('ay', 'ax'),
      compare('ax', 'ax'),
    ]).toEqual([-1, 1, -1, 1, 0]);
  });
});
