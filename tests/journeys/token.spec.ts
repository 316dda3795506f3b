import type { Page } from '@playwright/test';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { enter, expect, isSaved, test } from '../helpers/browser/test.ts';

test('the token leaves the address bar, and reloading, going back and a second tab still work', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await isSaved(anne);
  const bare = `${app.url}/b/${board.id}`;
  expect(anne.url()).toBe(bare);

  await anne.reload();
  await isSaved(anne);
  expect(anne.url()).toBe(bare);
  await anne.getByRole('link', { name: 'Til startsiden' }).click();
  await expect(anne.getByRole('heading', { name: 'Ny tavle' })).toBeVisible();
  await anne.goBack();
  await isSaved(anne);
  await anne.goForward();
  await expect(anne.getByRole('heading', { name: 'Ny tavle' })).toBeVisible();

  const second = await anne.context().newPage();
  await second.goto(bare);
  await isSaved(second);
});

test('each step of the history keeps the link that it was opened with', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const page = await visit(board.link('facilitator'), { name: 'Anne' });
  await isSaved(page);
  await page.goto(board.link('viewer'));
  await expect(page.getByTestId('saved-state')).toContainText('Bare lesing');
  await page.reload();
  await expect(page.getByTestId('saved-state')).toContainText('Bare lesing');
  await page.goBack();
  await isSaved(page);
  await expect(page.getByRole('button', { name: 'Prosessleder', exact: true })).toBeVisible();
});

test('links that are shown stay whole', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const page = await visit(board.link('participant'), { name: 'Anne' });
  await isSaved(page);
  await page.goto(board.link('facilitator'));
  await isSaved(page);
  await page.getByRole('button', { name: 'Del', exact: true }).click();
  await isShown(page, board.link('facilitator'));
  await isShown(page, board.link('participant'));
  await isShown(page, board.link('participant', '/bidra'));
  await page.getByRole('button', { name: 'Lukk' }).click();
  await page.getByRole('button', { name: 'Prosessleder', exact: true }).click();
  await page.getByText('Lenker', { exact: true }).click();
  await isShown(page, board.link('participant'));

  const phone = await visit(board.link('participant', '/bidra'));
  await expect(phone.getByRole('button', { name: /Dagens sted/ })).toBeVisible();
  expect(phone.url()).toBe(`${app.url}/b/${board.id}/bidra`);
  await expect(phone.locator(`a[href="${board.link('participant')}"]`)).toHaveCount(1);
});

test('whoever replaces their own link goes on with the new one, also after reloading', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const page = await visit(board.link('facilitator'), { name: 'Anne' });
  await isSaved(page);
  await page.getByRole('button', { name: 'Prosessleder', exact: true }).click();
  await page.getByText('Lenker', { exact: true }).click();
  await page.getByRole('button', { name: 'Lag ny lenke: Prosessleder' }).click();
  await expect(page.getByText('Ny lenke er laget.').first()).toBeVisible();
  await isSaved(page);
  await page.reload();
  await isSaved(page);
  expect(page.url()).toBe(`${app.url}/b/${board.id}`);
});

test('a browser that keeps nothing leaves the token in the address', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const page = await visit(`${app.url}/`);
  await page.addInitScript(() => {
    History.prototype.replaceState = () => {
      throw new DOMException('refused', 'SecurityError');
    };
  });
  await page.goto(board.link('participant'));
  await enter(page, 'Anne');
  await isSaved(page);
  expect(page.url()).toBe(board.link('participant'));
  await page.reload();
  await isSaved(page);
});

async function isShown(page: Page, link: string): Promise<void> {
  await expect
    .poll(() => page.locator('input').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value)))
    .toContain(link);
}
