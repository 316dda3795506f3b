import { expect, test } from 'vitest';
import { pauseMs } from '../../client/sync/pause.ts';

test('the pause doubles with each attempt, up to 15 s and its random half more', () => {
  const middle = Array.from({ length: 12 }, (_, attempt) => pauseMs(attempt, false, 0.5));
  expect(middle.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
  expect(middle.at(-1)).toBe(15_000);
  for (let attempt = 0; attempt < 1000; attempt++) {
    expect(pauseMs(attempt, true, 0)).toBeGreaterThanOrEqual(1000);
    expect(pauseMs(attempt, false, 0.999)).toBeLessThan(22_500);
    // A client that was told that the disk is full notices within 5 s that it is not.
    expect(pauseMs(attempt, true, 0.999)).toBeLessThan(5000 - 400);
  }
});

test('clients that were disconnected together come back spread over 0.5 to 1.5 times the pause', () => {
  for (const [attempt, base] of [
    [0, 250],
    [3, 2000],
  ] as const) {
    const pauses = Array.from({ length: 500 }, (_, i) => pauseMs(attempt, false, i / 500));
    expect(Math.min(...pauses)).toBe(base / 2);
    expect(Math.max(...pauses)).toBeCloseTo(base * 1.5, -1);
    // No tenth of the span has many more than a tenth of the 500 clients.
    const tenths = Array.from({ length: 10 }, (_, i) =>
      pauses.filter((ms) => Math.floor((ms / base - 0.5) * 10) === i),
    );
    for (const some of tenths) expect(some.length).toBeLessThanOrEqual(55);
  }
});
