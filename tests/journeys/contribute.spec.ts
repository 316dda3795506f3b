import { BrowserBoard } from '../helpers/browser/board.ts';
import { noteOn, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, test } from '../helpers/browser/test.ts';

const PHONE = { width: 390, height: 844 };

test('a contribution from a phone is shown on the canvas at once', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('risiko', 0);
  await board.addNote(region.id, 'Står her fra før');
  const lead = await visit(board.link('facilitator'), { name: 'Anne' });
  await zoomIn(lead, region.id);

  const phone = await visit('about:blank', { viewport: PHONE, hasTouch: true, isMobile: true });
  const requested: string[] = [];
  phone.on('request', (request) => requested.push(request.url()));
  await phone.goto(board.link('participant', '/bidra'));
  await phone.getByRole('button', { name: 'Alternativ 1: Dagens sted' }).tap();
  await phone.getByRole('button', { name: /^Risiko som ligger i alternativet/ }).tap();
  await expect(phone.getByText('Står her fra før', { exact: true })).toBeVisible();
  await phone.getByLabel('Ditt bidrag').fill('Reiseveien blir lang for noen\nsærlig vinterstid');
  await phone.getByLabel('Navn (kan stå tomt)').fill('Mona');
  await phone.getByRole('button', { name: 'Send' }).tap();
  await expect(phone.locator('form').getByRole('status')).toContainText(
    /Lagret på serveren kl\. \d\d[.:]\d\d i Risiko som ligger i alternativet/,
  );
  await expect(phone.getByLabel('Ditt bidrag')).toHaveValue('');

  const note = noteOn(lead, { text: 'Reiseveien blir lang for noen' });
  await expect(note).toBeVisible();
  await expect(note).toContainText('Mona');
  expect(await board.texts('risiko', 0)).toEqual([
    'Står her fra før',
    'Reiseveien blir lang for noen\nsærlig vinterstid',
  ]);

  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  expect(width, 'the page is no wider than the phone').toBeLessThanOrEqual(PHONE.width);
  const scripts = requested.filter((url) => url.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  for (const url of scripts) {
    const code = await (await fetch(url)).text();
    expect(/tldraw|ProseMirror|y-websocket/.test(code), `${url} contains canvas or editor code`).toBe(false);
  }
  expect(requested.filter((url) => new URL(url).origin !== app.url)).toEqual([]);
});

test('a contribution that is sent again after a lost response is added once', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const phone = await visit(board.link('participant', '/bidra'), { viewport: PHONE });
  await phone.getByRole('button', { name: 'Nullalternativ: Ingen endring' }).click();
  await phone.getByRole('button', { name: /^Muligheter som alternativet gir/ }).click();
  await phone.getByLabel('Ditt bidrag').fill('Bare én gang');

  // The server stores it, but its response never arrives.
  let lost = 0;
  await phone.route('**/notes', async (route) => {
    await route.fetch();
    lost += 1;
    await route.abort('connectionreset');
  });
  await phone.getByRole('button', { name: 'Send' }).click();
  await expect(phone.locator('form').getByRole('status')).toContainText(
    'Teksten ligger trygt på denne telefonen eller maskinen.',
  );
  expect(lost).toBe(1);
  await phone.unroute('**/notes');
  await phone.reload();
  await expect(phone.getByLabel('Ditt bidrag'), 'the draft survives a reload').toHaveValue('Bare én gang');
  await phone.getByRole('button', { name: 'Send' }).click();
  await expect(phone.locator('form').getByRole('status')).toContainText('Lagret på serveren kl.');
  expect(await board.texts('muligheter', 2)).toEqual(['Bare én gang']);
});

test('an empty contribution is not sent, and the page says why', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const phone = await visit(board.link('participant', '/bidra'), { viewport: PHONE });
  await phone.getByRole('button', { name: 'Alternativ 2: Samle alt' }).click();
  await phone.getByRole('button', { name: /^Muligheter som alternativet gir/ }).click();
  await phone.getByRole('button', { name: 'Send' }).click();
  await expect(phone.locator('form').getByRole('status')).toContainText('Skriv noe først.');
  expect(await board.texts('muligheter', 1)).toEqual([]);
});
