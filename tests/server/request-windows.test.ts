/**
 * Rates of HTTP requests when the time of day is set: an address that was over its rate may ask again when the minute
 * is over, by a clock that nobody sets.
 */
import { expect, onTestFinished, test, vi } from 'vitest';
import { serverInProcess } from '../helpers/server-in-process.ts';

const MOST = 20;
const MINUTE = 60_000;

test.each([
  { what: 'set back by an hour', by: -60 * MINUTE },
  { what: 'set forward by a day', by: 24 * 60 * MINUTE },
])('a window of requests lasts its minute while the clock is $what', async ({ by }) => {
  let ticks = 0;
  const { url } = await serverInProcess({
    env: { LIMIT_REQUESTS_PER_MINUTE: `${MOST}` },
    wrapParts: (parts) => ({ ...parts, monotonic: () => parts.monotonic() + ticks }),
  });
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const ask = () => fetch(`${url}/api/templates`);
  for (let i = 0; i < MOST; i++) expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(429);
  vi.setSystemTime(Date.now() + by);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  ticks += MINUTE + 1;
  expect((await ask()).status).toBe(200);
});

test('routes with a rate of their own are counted apart', async () => {
  const { url } = await serverInProcess({ env: { LIMIT_BOARDS_PER_HOUR: '1', LIMIT_REQUESTS_PER_MINUTE: '3' } });
  const make = () =>
    fetch(`${url}/api/boards`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ template: 'alternativer', title: 'Vakt' }),
    });
  expect([(await make()).status, (await make()).status]).toEqual([201, 429]);
  const asked = [];
  for (let i = 0; i < 4; i++) asked.push((await fetch(`${url}/api/templates`)).status);
  expect(asked).toEqual([200, 200, 200, 429]);
});
