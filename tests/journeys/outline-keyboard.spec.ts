import type { Locator, Page } from '@playwright/test';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { caretToStart, editorOn } from '../helpers/browser/canvas.ts';
import { enter, expect, isSaved, test } from '../helpers/browser/test.ts';

/** More Tab stops than the page has. */
const MAX_TABS = 300;

test('everything in the list can be done by keyboard, and others see it live', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('muligheter', 0);
  const ola = await visit(board.link('viewer'));
  await ola.getByRole('button', { name: 'Liste' }).click();
  const page = await visit(board.link('participant'));
  await expect(page.getByLabel('Hva heter du?')).toBeFocused();
  await page.keyboard.type('Anne');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Liste' }));
  await page.keyboard.press('Enter');

  await test.step('add', async () => {
    await tabTo(page, page.getByRole('button', { name: /^Alternativ 1: Dagens sted/ }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Alternativ 1: Dagens sted' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator(`#region-${regionId}`)).toBeFocused();
    await page.keyboard.press('Enter');
    await editorOn(page);
    await page.keyboard.type('Første');
    await page.keyboard.press('Control+Enter');
    await editorOn(page);
    await page.keyboard.type('Andre');
    await page.keyboard.press('Escape');
    await expect(note(page, 'Andre')).toBeFocused();
    await expect(note(ola, 'Andre')).toBeVisible();
    await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Første', 'Andre']);
  });

  await test.step('edit', async () => {
    await page.keyboard.press('ArrowUp');
    await expect(note(page, 'Første')).toBeFocused();
    await page.keyboard.press('Enter');
    await editorOn(page);
    await page.keyboard.type(' tanke');
    await page.keyboard.press('Escape');
    await expect(note(page, 'Første tanke')).toBeFocused();
    await expect(note(ola, 'Første tanke')).toBeVisible();
  });

  await test.step('move within the field', async () => {
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Andre', 'Første tanke']);
    await expect(note(page, 'Første tanke')).toBeFocused();
  });

  await test.step('move to another field', async () => {
    await page.keyboard.press('m');
    const places = page.getByRole('dialog').getByLabel('Flytt til felt');
    await tabTo(page, places);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => board.texts('forutsetninger', 0)).toEqual(['Første tanke']);
    await expect(note(page, 'Første tanke')).toBeFocused();
  });

  await test.step('delete and undo', async () => {
    await page.keyboard.press('Delete');
    await expect(page.getByText('Lappen er slettet.')).toBeVisible();
    await expect(note(ola, 'Første tanke')).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(note(ola, 'Første tanke')).toBeVisible();
    await page.keyboard.press('Control+y');
    await expect(note(ola, 'Første tanke')).toHaveCount(0);
  });

  await test.step('restore', async () => {
    await tabTo(page, page.locator('summary', { hasText: 'Slettede lapper' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Hent tilbake' }));
    await page.keyboard.press('Enter');
    await expect(note(ola, 'Første tanke')).toBeVisible();
    await isSaved(page);
    expect(await board.texts('forutsetninger', 0)).toEqual(['Første tanke']);
  });
});

test('two people write in the same note in the list at once', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('diskusjon');
  await board.addNote(regionId, 'midt');
  const pages = [];
  for (const name of ['Anne', 'Ola']) {
    const page = await visit(board.link('participant'));
    await enter(page, name);
    await page.getByRole('button', { name: 'Liste' }).click();
    await note(page, 'midt').press('Enter');
    await editorOn(page);
    pages.push(page);
  }
  const [anne, ola] = pages as [Page, Page];
  await caretToStart(anne);
  await Promise.all([anne.keyboard.type('først ', { delay: 30 }), ola.keyboard.type(' sist', { delay: 30 })]);
  await expect.poll(() => board.texts('diskusjon')).toEqual(['først midt sist']);
});

function note(page: Page, text: string): Locator {
  return page.locator('button.note-text').filter({ hasText: new RegExp(`^${text}$`) });
}

/** Presses Tab until the target has the focus: the test is that Tab can reach it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let pressed = 0; pressed < MAX_TABS; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab did not reach ${target}`);
}
