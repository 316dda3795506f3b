import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { zoomIn } from '../helpers/browser/canvas.ts';
import { expect, test } from '../helpers/browser/test.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the start page has no axe violations, ${colorScheme}`, async ({ app, visit }) => {
    const page = await visit(app.url, { colorScheme });
    await page.getByRole('checkbox', { name: /^Alternativer/ }).check();
    await page.getByRole('textbox', { name: 'Alternativer' }).fill('Én\nTo');
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Lag tavla' }).click();
    await expect(page.getByText('Gi tavla et navn.')).toBeVisible();
    await expectNoViolations(page);
    await page.getByLabel('Navn på tavla').fill('Tavle');
    await page.getByRole('button', { name: 'Lag tavla' }).click();
    await expect(page.getByRole('link', { name: 'Åpne tavla' })).toBeVisible();
    await expectNoViolations(page);
  });

  test(`the board, its panel and its dialog have no axe violations, ${colorScheme}`, async ({ app, visit }) => {
    const board = await boardWithNotes(app.url);
    const lead = await visit(board.link('facilitator'), { colorScheme });
    await expectNoViolations(lead);
    await lead.getByLabel('Hva heter du?').fill('Anne');
    await lead.getByRole('button', { name: 'Gå inn' }).click();
    await expect(lead.getByRole('toolbar', { name: 'Verktøy' })).toBeVisible();
    await expectNoViolations(lead);
    await zoomIn(lead, (await board.region('muligheter', 0)).id);
    await expectNoViolations(lead);
    await lead.locator('.board-note', { hasText: 'En tanke' }).first().dblclick();
    await lead.getByRole('button', { name: 'Tegn', exact: true }).click();
    await expectNoViolations(lead);
    await lead.getByRole('button', { name: 'Prosessleder', exact: true }).click();
    for (const part of await lead.locator('.panel summary').all()) {
      const isOpen = await part.evaluate((summary) => summary.parentElement?.hasAttribute('open'));
      if (!isOpen) await part.click();
    }
    await expectNoViolations(lead);
    await lead.getByRole('button', { name: 'Mer', exact: true }).click();
    await expectNoViolations(lead);
    await lead.keyboard.press('Escape');
    await lead.getByRole('button', { name: 'Del', exact: true }).click();
    await expect(lead.getByRole('dialog', { name: 'Del tavla' })).toBeVisible();
    await expectNoViolations(lead);
  });

  test(`the list has no axe violations, ${colorScheme}`, async ({ app, visit }) => {
    const board = await boardWithNotes(app.url);
    const page = await visit(board.link('participant'), { name: 'Anne', colorScheme });
    await page.getByRole('button', { name: 'Liste' }).click();
    const note = page.getByRole('button', { name: 'En tanke', exact: true }).first();
    await expect(note).toBeVisible();
    await expectNoViolations(page);
    await note.press('Enter');
    await expectNoViolations(page);
    await page.keyboard.press('Escape');
    await note.press('m');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page);
  });

  test(`the contribution page has no axe violations, ${colorScheme}`, async ({ app, visit }) => {
    const board = await boardWithNotes(app.url);
    const page = await visit(board.link('participant', '/bidra'), {
      colorScheme,
      viewport: { width: 390, height: 844 },
    });
    await page.getByRole('button', { name: 'Alternativ 1: Dagens sted' }).waitFor();
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Alternativ 1: Dagens sted' }).click();
    await expectNoViolations(page);
    await page.getByRole('button', { name: /^Muligheter/ }).click();
    await page.getByLabel('Ditt bidrag').fill('Noe nytt');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText(/^Lagret på serveren kl\./)).toBeVisible();
    await expectNoViolations(page);
  });
}

async function boardWithNotes(url: string): Promise<BrowserBoard> {
  const board = await BrowserBoard.create(url);
  for (const key of ['muligheter', 'forutsetninger', 'risiko', 'tiltak'])
    await board.addNote((await board.region(key, 0)).id, 'En tanke');
  return board;
}

async function expectNoViolations(page: Page): Promise<void> {
  // An element that is still fading in does not have its final contrast.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ target }) => !(id === 'target-size' && isCoveredByTools(target.join(' '))))
      .map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary}`),
  );
  expect.soft(found, await page.title()).toEqual([]);
}

/**
 * The buttons on the paper are 40 px high and move with it. Where the tools happen to cover part of one, axe reports it
 * as too small. Panning uncovers it, and the list has the same button.
 */
function isCoveredByTools(target: string): boolean {
  return target.includes('.board-write');
}
