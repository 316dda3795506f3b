import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, boxOf, regionOn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';
import { tlsFront } from '../helpers/browser/tls.ts';
import { startServer } from '../helpers/server-process.ts';

const HOST = 'tavle.example.test';
/** tldraw checks its licence when the canvas opens and again within five seconds. We wait more than twice as long. */
const WAIT_MS = 11_000;

test.use({
  // tldraw does not catch the failure of its blocked licence request.
  allowedErrors: /^TypeError: Failed to fetch/,
  contextOptions: { ignoreHTTPSErrors: true },
  launchOptions: async ({ launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`];
    await use({ ...launchOptions, args });
  },
});

test('behind TLS on its own host the editor stays, and no request goes to a foreign host', async ({ visit }) => {
  let serverUrl = '';
  const front = await tlsFront(HOST, () => serverUrl);
  const origin = `https://${HOST}:${front.port}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-journey-'));
  const server = await startServer(dataDir, { PUBLIC_URL: origin, TRUST_PROXY: 'true' });
  serverUrl = server.url;
  try {
    const board = await BrowserBoard.create(server.url);
    const { id: regionId } = await board.region('muligheter', 0);
    const page = await visit('about:blank');
    const foreign: string[] = [];
    const record = (url: string) => {
      if (/^(https?|wss?):/.test(url) && new URL(url).host !== new URL(origin).host) foreign.push(url);
    };
    page.on('request', (request) => record(request.url()));
    page.on('websocket', (socket) => record(socket.url()));
    // What the content security policy blocks never becomes a request; the browser reports it to the page.
    const blocked: string[] = [];
    await page.exposeFunction('reportBlocked', (uri: string) => blocked.push(uri));
    await page.addInitScript(() => {
      const { reportBlocked } = window as unknown as { reportBlocked: (uri: string) => void };
      document.addEventListener('securitypolicyviolation', ({ blockedURI }) => reportBlocked(blockedURI));
    });

    await page.goto(board.link('participant', '', origin));
    expect(await page.evaluate(() => [window.isSecureContext, location.hostname])).toEqual([true, HOST]);
    await page.getByLabel('Hva heter du?').fill('Anne');
    await page.getByRole('button', { name: 'Gå inn' }).click();
    await expect(page.getByRole('button', { name: 'Skriv lapp', exact: true })).toBeVisible();
    const paper = regionOn(page, regionId);
    await expect(paper).toBeVisible();

    // Waiting is the test: without a valid licence, tldraw removes the editor some seconds after it opened.
    const opened = Date.now();
    await expect.poll(() => Date.now() - opened, { timeout: 2 * WAIT_MS, intervals: [500] }).toBeGreaterThan(WAIT_MS);

    await expect(paper, 'the editor is still there').toBeVisible();
    await expect(page.locator('.tl-watermark_SEE-LICENSE'), 'the watermark is still there').toBeVisible();
    const { x, y, width, height } = await boxOf(paper);
    // In the overview a double click shows the region, where its letters can be read.
    await page.mouse.dblclick(x + width / 2, y + height / 2);
    await expect(page.locator('.board-paper')).toHaveAttribute('data-near', 'true');
    await beginNote(page, regionId);
    await page.keyboard.type('Fremdeles her');
    await isSaved(page);
    expect(await board.texts('muligheter', 0)).toEqual(['Fremdeles her']);

    expect(foreign, 'requests to foreign hosts').toEqual([]);
    // tldraw's own code tries one request, to report that it runs without a licence.
    expect(blocked.map((uri) => new URL(uri).host)).toEqual(['cdn.tldraw.com']);
    const links = (await (await board.call('/invites/viewer', 'POST')).json()) as { link: string };
    expect(links.link.startsWith(`${origin}/b/`), 'links are made with PUBLIC_URL').toBe(true);
  } finally {
    await server.end('SIGKILL');
    await front.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
