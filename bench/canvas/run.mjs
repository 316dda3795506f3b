// Compares our canvas with tldraw's default notes, in turns within one run: the time until a board of n notes is
// usable, the memory it needs, and the frame rate while 100 changes a second arrive.
// Run: npm run bench:canvas [-- --notes 2000 --rounds 3]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const { values } = parseArgs({
  options: { notes: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '3' } },
});
const ROOT = join(import.meta.dirname, '../../.bench/canvas');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  try {
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.end(await readFile(join(ROOT, path)));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

async function measure(page, name) {
  await page.goto(`${origin}/${name}.html?notes=${values.notes}`);
  await page.waitForFunction(() => window.readyMs !== undefined, null, { timeout: 120_000 });
  const readyMs = await page.evaluate(() => window.readyMs);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await page.evaluate(() => window.look?.('all'));
  const far = await frames(page);
  await near(page, name);
  return { readyMs, heapMb: usedSize / 1e6, fpsFar: far, fpsNear: await frames(page) };
}

/** Zooms to 100 %: with tldraw's own call, or with the wheel. */
async function near(page, name) {
  if (name === 'tldraw') return page.evaluate(() => window.look('near'));
  const region = await page.locator('.board-region').nth(4).boundingBox();
  await page.mouse.move(region.x + region.width / 4, region.y + region.height / 2);
  await page.keyboard.down('Control');
  const zoom = async () => Number.parseInt(await page.locator('.board-zoom').innerText(), 10);
  for (let i = 0; i < 60 && (await zoom()) < 95; i++) await page.mouse.wheel(0, -60);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => document.querySelectorAll('.board-note').length > 0);
}

/** Frames per second during four seconds with 100 changes a second. */
function frames(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const timer = setInterval(() => window.change(5), 50);
        const from = performance.now();
        let count = 0;
        const tick = () => {
          count++;
          const spent = performance.now() - from;
          if (spent < 4000) return requestAnimationFrame(tick);
          clearInterval(timer);
          resolve((count * 1000) / spent);
        };
        requestAnimationFrame(tick);
      }),
  );
}

const rows = { ours: [], tldraw: [] };
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of Object.keys(rows)) {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: flags,
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    rows[name].push(await measure(page, name));
    console.log(name, JSON.stringify(rows[name].at(-1)));
    await browser.close();
  }
}
server.close();

const median = (name, key) =>
  rows[name].map((row) => row[key]).sort((a, b) => a - b)[Math.floor(rows[name].length / 2)];
console.log(`\n${values.notes} notes, medians of ${values.rounds} | ours | tldraw's default notes | ratio`);
for (const key of ['readyMs', 'heapMb', 'fpsNear', 'fpsFar']) {
  const [a, b] = [median('ours', key), median('tldraw', key)];
  console.log(`${key} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(a / b).toFixed(2)}`);
}
