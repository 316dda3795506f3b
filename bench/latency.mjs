// Measures the time from a key press in one browser until the letter appears in another, the durable commit included.
// Two windows of headless Chromium show the canvas of the same board; the server is the one that `npm start` runs. Both
// windows use this machine's clock.
// Run: npm run bench:latency [-- --letters 200]
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const { values } = parseArgs({ options: { letters: { type: 'string', default: '200' } } });
const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-latency-'));
const program = join(import.meta.dirname, '../dist/server/main.js');
const server = spawn(process.execPath, [program], {
  env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', NODE_NO_WARNINGS: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise((resolve) => {
  createInterface(server.stdout).on('line', (line) => {
    const found = /^Veivalg listening on (\S+)$/.exec(line)?.[1];
    if (found !== undefined) resolve(found);
  });
});
const created = await fetch(`${url}/api/boards`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ template: 'alternativer', title: 'Måling', alternatives: [{ title: 'Navn' }] }),
});
const { id, links } = await created.json();
const token = links.participant.split('#')[1];
const outline = await (
  await fetch(`${url}/api/boards/${id}/outline`, { headers: { authorization: `Bearer ${token}` } })
).json();
const regionId = outline.sections
  .flatMap((section) => section.regions)
  .find((region) => region.key === 'muligheter').id;
await fetch(`${url}/api/boards/${id}/notes`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ regionId, text: 'Start', id: 'the-measured-note-0001' }),
});

const path = new URL(links.participant).pathname + new URL(links.participant).hash;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
const NOTE = '.board-note[data-note-id="the-measured-note-0001"]';
async function open(name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'nb-NO' });
  const page = await context.newPage();
  await page.goto(url + path);
  await page.getByRole('textbox').first().fill(name);
  await page.keyboard.press('Enter');
  // When zoomed out, notes are painted rather than elements; the search zooms in on one.
  await page.getByRole('button', { name: 'Søk' }).click();
  await page.keyboard.type('Start');
  await page.keyboard.press('Enter');
  await page.waitForSelector(NOTE);
  await page.keyboard.press('Escape');
  return page;
}
const [writer, reader] = [await open('Skriver'), await open('Leser')];
await writer.locator(NOTE).dblclick();
await writer.locator(`${NOTE} .ProseMirror`).waitFor();
await writer.keyboard.press('Control+End');
await writer.evaluate(() => {
  window.pressed = [];
  document.addEventListener('beforeinput', () => window.pressed.push(performance.timeOrigin + performance.now()), true);
});
await reader.evaluate((selector) => {
  window.seen = [];
  let known = 0;
  const look = () => {
    const letters = document.querySelector(`${selector} .board-note-text`)?.textContent?.match(/x/g)?.length ?? 0;
    for (; known < letters; known++) window.seen.push(performance.timeOrigin + performance.now());
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}, NOTE);
const letters = Number(values.letters);
for (let i = 0; i < letters; i++) await writer.keyboard.type('x', { delay: 40 });
await reader.waitForFunction((count) => window.seen.length >= count, letters);
const pressed = await writer.evaluate(() => window.pressed);
const seen = await reader.evaluate(() => window.seen);
const spans = seen.map((at, i) => at - pressed[i]).sort((a, b) => a - b);
const at = (share) => spans[Math.min(spans.length - 1, Math.floor(spans.length * share))].toFixed(1);
console.log(
  `${spans.length} letters, key pressed → letter drawn in the other window, ms: p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)}`,
);
await browser.close();
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
await rm(dataDir, { recursive: true });
