import type { Page } from '@playwright/test';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, noteOn, regionOn, zoomIn } from '../helpers/browser/canvas.ts';
import { bytesOf, downloadFromMenu, sheetsOf } from '../helpers/browser/files.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test('a wrong or incomplete link opens nothing, and the page says what to do', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const page = await visit(`${app.url}/b/${board.id}#${'x'.repeat(22)}`);
  await expectDeadEnd(page, 'Lenken åpner ingen tavle', 'Be den som leder arbeidet om en ny.');
  await page.goto(`${app.url}/b/${'y'.repeat(22)}#${board.token('participant')}`);
  await expectDeadEnd(page, 'Lenken åpner ingen tavle', 'Be den som leder arbeidet om en ny.');
  await page.goto(`${app.url}/b/${board.id}/bidra#${'x'.repeat(22)}`);
  await expectDeadEnd(page, 'Lenken åpner ingen tavle', 'Be den som leder arbeidet om en ny.');
  const fresh = await visit(`${app.url}/b/${board.id}`);
  await expectDeadEnd(fresh, 'Lenken er ikke hel', 'Den siste delen, etter tegnet #, er blitt borte på veien');
});

test('a link that mail has changed opens; where it lost its end, the link is pasted by keyboard', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const link = board.link('participant');
  const changed = await visit(`${link.replace('#', '%23')}.`);
  await expect(changed.getByLabel('Hva heter du?')).toBeVisible();
  const form = await visit(`${board.link('participant', '/bidra')})%20`);
  await expect(form.getByRole('heading', { level: 1 })).toHaveText('Skriv et bidrag');

  const page = await visit(`${app.url}/b/${board.id}.`);
  const field = page.getByLabel('Lim inn lenken');
  await field.fill('Hei, her er den');
  await field.press('Enter');
  await expect(page.getByText(/Også denne lenken mangler/)).toBeVisible();
  const filter = 'https://nam02.safelinks.protection.outlook.com/?url=';
  await field.fill(`Her er tavla: ${filter}${encodeURIComponent(link)}&data=05%7C02. Hilsen Anne`);
  await field.press('Enter');
  await expect(page.getByLabel('Hva heter du?')).toBeVisible();
});

test('withdrawing a link disconnects those who use it and tells them why', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const guest = await visit(board.link('participant'), { name: 'Ola' });
  const lead = await visit(board.link('facilitator'), { name: 'Anne' });
  await isSaved(guest);
  await lead.getByRole('button', { name: 'Prosessleder' }).click();
  await lead.locator('summary', { hasText: 'Lenker' }).click();
  await lead.getByRole('button', { name: 'Trekk tilbake: Deltaker' }).click();
  await expect(lead.getByText('Lenken er trukket tilbake.')).toBeVisible();
  await expectDeadEnd(guest, 'Lenken gjelder ikke lenger', 'Be den som leder arbeidet om en ny.');
  await isSaved(lead);
  expect((await guest.reload())?.ok()).toBe(true);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText(/^Lenken (gjelder ikke lenger|åpner ingen tavle)$/);
});

test('a deleted board is reported to those who are on it and to those who come later', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const guest = await visit(board.link('participant'), { name: 'Ola' });
  const lead = await visit(board.link('facilitator'), { name: 'Anne' });
  await isSaved(guest);
  await lead.getByRole('button', { name: 'Prosessleder' }).click();
  await lead.locator('summary', { hasText: 'Slett tavla' }).click();
  await lead.getByLabel('Skriv navnet på tavla for å slette den').fill('Digital arbeidsøkt');
  await lead.getByRole('button', { name: 'Slett tavla for godt' }).click();
  await expectDeadEnd(guest, 'Tavla er slettet', 'Prosesslederen har slettet den.');
  await expectDeadEnd(lead, 'Tavla er slettet', 'Prosesslederen har slettet den.');
  const later = await visit(board.link('participant'));
  await expectDeadEnd(later, 'Tavla er slettet', 'Prosesslederen har slettet den.');
});

test('a viewer sees changes live and cannot write', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('muligheter', 0);
  const { id } = await board.addNote(regionId, 'Til å lese');
  const reader = await visit(board.link('viewer'));
  await zoomIn(reader, regionId);
  await expect(reader.getByTestId('saved-state')).toContainText('Bare lesing');
  await expect(noteOn(reader, { id })).toBeVisible();
  await expect(reader.getByRole('button', { name: /Skriv lapp/ })).toHaveCount(0);
  await expect(reader.getByRole('button', { name: 'Prosessleder' })).toHaveCount(0);
  await noteOn(reader, { id }).dblclick();
  await expect(reader.locator('.ProseMirror')).toHaveCount(0);
  await reader.keyboard.press('Delete');
  await reader.getByRole('button', { name: 'Liste' }).click();
  const note = reader.getByRole('button', { name: 'Til å lese', exact: true });
  await expect(note).toBeVisible();
  await expect(reader.getByRole('button', { name: /Skriv lapp|Slett lappen|Flytt til felt/ })).toHaveCount(0);
  await note.press('Enter');
  await note.press('Delete');
  await expect(reader.locator('.ProseMirror')).toHaveCount(0);
  await board.addNote(regionId, 'Kom til');
  await expect(reader.getByRole('button', { name: 'Kom til', exact: true })).toBeVisible();
  expect(await board.texts('muligheter', 0)).toEqual(['Til å lese', 'Kom til']);
  const form = await visit(board.link('viewer', '/bidra'));
  await expect(form.getByText('Lenken din er for lesing.')).toBeVisible();
});

test('a note that is deleted while somebody writes in it keeps the text', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('muligheter', 0);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await ola.getByRole('button', { name: 'Liste' }).click();
  await zoomIn(anne, regionId);
  await beginNote(anne, regionId);
  await anne.keyboard.type('Halvferdig');
  await ola.getByRole('button', { name: 'Halvferdig', exact: true }).press('Delete');
  await expect(anne.getByText(/ble slettet av en annen/).first()).toBeVisible();
  await anne.keyboard.type('e r v');
  await expect(regionOn(anne, regionId), 'letters that are still typed choose no tool').toBeVisible();
  await ola.locator('summary', { hasText: 'Slettede lapper' }).click();
  await expect(ola.locator('.trash-text')).toHaveText('Halvferdig');
  await ola.getByRole('button', { name: 'Hent tilbake' }).click();
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Halvferdig']);
});

test('an empty board can be exported in every format', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url, { templates: ['robuste-fagmiljo'], alternatives: undefined });
  const reader = await visit(board.link('viewer'));
  await expect(reader.locator('.board-paper')).toBeAttached();
  for (const [name, ending] of [
    ['Excel', 'xlsx'],
    ['Markdown (tekst)', 'md'],
    ['JSON (data)', 'json'],
    ['Bilde av tavla (PNG)', 'png'],
    ['Bilde av tavla (SVG)', 'svg'],
  ] as const) {
    const file = await downloadFromMenu(reader, name);
    expect(file.suggestedFilename().endsWith(`.${ending}`), file.suggestedFilename()).toBe(true);
    const bytes = await bytesOf(file);
    expect(bytes.length, name).toBeGreaterThan(100);
    if (ending === 'xlsx') expect((await sheetsOf(file))[0]).toMatchObject({ sheet: 'Oversikt' });
  }
});

async function expectDeadEnd(page: Page, heading: string, what: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  await expect(page.getByText(what)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Til startsiden' })).toBeVisible();
}
