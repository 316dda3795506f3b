import { BrowserBoard } from '../helpers/browser/board.ts';
import { expect, test } from '../helpers/browser/test.ts';

test('a facilitator restores a snapshot by keyboard, everybody sees it, and undo works', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('muligheter', 0);
  await board.addNote(regionId, 'Før plenum');
  await board.call('/snapshots', 'POST', { name: 'før plenumsmøtet' });
  await board.addNote(regionId, 'Etter plenum');
  const member = await visit(board.link('participant'), { name: 'Kari' });
  await member.getByRole('button', { name: 'Liste' }).click();
  const later = member.getByRole('button', { name: 'Etter plenum', exact: true });
  await expect(later).toBeVisible();

  const lead = await visit(board.link('facilitator'), { name: 'Anne' });
  await lead.getByRole('button', { name: 'Prosessleder' }).click();
  await lead.locator('summary', { hasText: 'Øyeblikksbilder' }).click();
  const button = lead.getByRole('button', { name: 'Gjenopprett: før plenumsmøtet' });
  await button.focus();
  await lead.keyboard.press('Enter');
  const dialog = lead.getByRole('dialog', { name: 'Gjenopprette «før plenumsmøtet»?' });
  await expect(dialog).toContainText('Ingenting går tapt');
  await lead.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();

  await lead.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Gjenopprett' }).focus();
  await lead.screenshot({ path: test.info().outputPath('dialog.png'), animations: 'disabled' });
  await lead.keyboard.press('Enter');
  await expect(lead.getByText('Tavla er slik den var i «før plenumsmøtet».')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(lead.locator('.panel-item', { hasText: 'Før gjenoppretting av «før plenumsmøtet»' })).toBeVisible();
  await lead.screenshot({ path: test.info().outputPath('restored.png') });
  await expect(later).toHaveCount(0);
  expect(await board.texts('muligheter', 0)).toEqual(['Før plenum']);

  await lead.getByRole('status').getByRole('button', { name: 'Angre' }).click();
  await expect(lead.getByText('Gjenopprettingen er angret.')).toBeVisible();
  await expect(later).toBeVisible();
  expect(await board.texts('muligheter', 0)).toEqual(['Før plenum', 'Etter plenum']);
});
