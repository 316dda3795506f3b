import type { Page } from '@playwright/test';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, regionOn, zoomIn } from '../helpers/browser/canvas.ts';
import { wireTo } from '../helpers/browser/proxy.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test.use({ env: { LIMIT_RECORDS_PER_BOARD: '150' } });

const FULL = /Tavla er full\. \d+ endring(?:er)? er ikke lagret på serveren/;

test('what a full board has no room for stays on its writer’s screen and is saved once there is room', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('risiko', 0);
  const wire = await wireTo(app.url);
  const anne = await visit(board.link('participant', '', wire.url), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await zoomIn(anne, regionId);
  await drawArrow(ola);
  await isSaved(ola);
  await isSaved(anne);

  wire.cut();
  await anne.context().setOffline(true);
  await beginNote(anne, regionId);
  await anne.keyboard.type('Skrevet på toget');
  await anne.keyboard.press('Escape');
  await fill(board, regionId);
  wire.restore();
  await anne.context().setOffline(false);

  await expect(anne.getByRole('alert')).toContainText(FULL);
  await anne.getByRole('button', { name: 'Liste' }).click();
  await ola.getByRole('button', { name: 'Liste' }).click();
  await expect(noteIn(anne, 'Skrevet på toget')).toBeVisible();
  await expect(anne.getByRole('button', { name: 'Skriv lapp' })).toHaveCount(0);
  const file = anne.waitForEvent('download');
  await anne.getByRole('button', { name: 'Lagre teksten som fil' }).click();
  expect(await textOf(await file)).toBe('Skrevet på toget');

  // The other one is undisturbed, and what he writes still arrives.
  await noteIn(ola, 'Lapp 0').press('Enter');
  await ola.keyboard.type(' videre');
  await ola.keyboard.press('Escape');
  await isSaved(ola);
  await expect(noteIn(anne, 'Lapp 0 videre')).toBeVisible();
  await expect(noteIn(ola, 'Skrevet på toget')).toHaveCount(0);

  await anne.reload();
  await expect(anne.getByRole('alert')).toContainText(FULL);
  await expect(noteIn(anne, 'Skrevet på toget')).toBeVisible();
  await expect(noteIn(anne, 'Lapp 0 videre')).toBeVisible();

  await ola.getByRole('button', { name: 'Tavle', exact: true }).click();
  await ola.getByRole('button', { name: 'Angre', exact: true }).click(); // the letters
  await ola.getByRole('button', { name: 'Angre', exact: true }).click(); // the arrow
  await expect(ola.locator('.tl-shape[data-shape-type="arrow"]')).toHaveCount(0);
  await isSaved(ola);
  await anne.getByRole('button', { name: 'Last siden på nytt og send igjen' }).click();
  await isSaved(anne);
  await expect(anne.getByRole('alert')).toHaveCount(0);
  await expect.poll(() => board.texts('risiko', 0)).toContain('Skrevet på toget');
  await wire.close();
});

test('whoever discards what a full board had no room for can write again', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('risiko', 0);
  await fill(board, (await board.region('muligheter', 0)).id);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, regionId);
  await isSaved(anne);
  await regionOn(anne, regionId).getByRole('button').click();
  await expect(anne.getByRole('alert')).toContainText(FULL);
  await anne.getByRole('button', { name: 'Forkast det som ikke ble lagret' }).click();
  await anne.getByRole('button', { name: 'Forkast', exact: true }).click();
  await isSaved(anne);
  await anne.getByRole('button', { name: 'Liste' }).click();
  await noteIn(anne, 'Lapp 0').press('Enter');
  await anne.keyboard.type(' og mer');
  await anne.keyboard.press('Escape');
  await isSaved(anne);
  await expect.poll(() => board.texts('muligheter', 0)).toContain('Lapp 0 og mer');
});

function noteIn(page: Page, text: string) {
  return page.getByRole('button', { name: text, exact: true });
}

/** Adds notes until the server has no room for more. */
async function fill(board: BrowserBoard, regionId: string): Promise<void> {
  for (let i = 0; ; i++) {
    const { status } = await board.call('/notes', 'POST', { regionId, text: `Lapp ${i}` });
    if (status === 413) return;
    expect(status).toBe(201);
  }
}

async function drawArrow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Tegn', exact: true }).click();
  await page.getByRole('button', { name: 'Pil', exact: true }).click();
  await page.mouse.move(300, 500);
  await page.mouse.down();
  await page.mouse.move(420, 560, { steps: 8 });
  await page.mouse.up();
  await expect(page.locator('.tl-shape[data-shape-type="arrow"]')).toHaveCount(1);
}

async function textOf(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  let text = '';
  for await (const part of await download.createReadStream()) text += part.toString();
  return text;
}
