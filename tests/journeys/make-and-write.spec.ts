import type { Locator, Page } from '@playwright/test';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, caretToStart, editorOn, noteOn, zoomIn } from '../helpers/browser/canvas.ts';
import { enter, expect, isSaved, test, type Visit } from '../helpers/browser/test.ts';

const START = 'Først skriver hun her. ';
const END = ' Og han sist: æøå, «ord» og 24/7.';

test('a facilitator creates a board, and two people write in the same note while a third moves it', async ({
  app,
  visit,
}) => {
  const { lead, board } = await makeBoard(app.url, visit);
  const { id: regionId } = await board.region('muligheter', 0);
  await zoomIn(lead, regionId);
  await beginNote(lead, regionId);
  await lead.keyboard.type('midten');
  await lead.keyboard.press('Escape');
  await isSaved(lead);
  const id = (await board.region('muligheter', 0)).notes[0]?.id ?? '';

  const guest = await visit(board.link('participant'), { name: 'Ola' });
  await zoomIn(guest, regionId);
  await openToWrite(guest, noteOn(guest, { id }));
  await openToWrite(lead, noteOn(lead, { id }));
  await expect(lead.locator('.ProseMirror .caret'), 'the other member’s caret is shown').toContainText('Ola');
  const mover = await visit(board.link('participant'), { name: 'Mona' });
  await chooseField(mover, 'midten');

  await caretToStart(lead);
  await guest.keyboard.press('Control+End');
  await Promise.all([
    lead.keyboard.type(START, { delay: 25 }),
    guest.keyboard.type(END, { delay: 25 }),
    mover.getByRole('dialog').getByRole('button', { name: 'Flytt', exact: true }).click(),
  ]);

  const whole = `${START}midten${END}`;
  await expect.poll(() => board.texts('tiltak', 1)).toEqual([whole]);
  expect(await board.texts('muligheter', 0)).toEqual([]);
  for (const page of [lead, guest]) {
    await page.keyboard.press('Escape');
    await isSaved(page);
    await page.getByRole('button', { name: 'Liste' }).click();
    await expect(page.getByRole('button', { name: whole, exact: true })).toBeVisible();
  }
});

async function makeBoard(url: string, visit: Visit): Promise<{ lead: Page; board: BrowserBoard }> {
  const lead = await visit(url);
  await lead.getByRole('checkbox', { name: /^Alternativer/ }).check();
  await lead.getByRole('checkbox', { name: /^Robuste fagmiljø/ }).check();
  await lead.getByLabel('Navn på tavla').fill('Digital arbeidsøkt 23. mai');
  await lead.getByRole('textbox', { name: 'Alternativer' }).fill('1. Dagens sted\n2. Samle alt\n- Ingen endring\n');
  await expect(lead.getByText('Nullalternativ: Ingen endring')).toBeVisible();
  await lead.getByRole('button', { name: 'Lag tavla' }).click();
  await expect(lead.getByRole('heading', { name: '«Digital arbeidsøkt 23. mai» er klar' })).toBeFocused();
  const link = (label: string) => lead.getByRole('textbox', { name: label, exact: true }).inputValue();
  const links = {
    facilitator: await link('Til deg som prosessleder'),
    participant: await link('Til gruppa'),
    viewer: await link('Til dem som skal lese'),
  };
  await lead.getByRole('link', { name: 'Åpne tavla' }).click();
  await enter(lead, 'Anne');
  await expect(lead.getByRole('button', { name: 'Prosessleder' })).toBeVisible();
  const id = new URL(links.facilitator).pathname.split('/').at(-1) ?? '';
  const board = new BrowserBoard(url, { id, title: '', links });
  const { items, sections } = await board.outline();
  expect(items.map(({ title, state }) => [title, state])).toEqual([
    ['Dagens sted', null],
    ['Samle alt', null],
    ['Ingen endring', 'null'],
  ]);
  expect(sections.map(({ title }) => title)).toEqual(expect.arrayContaining(['Typologi']));
  return { lead, board };
}

async function openToWrite(page: Page, note: Locator): Promise<void> {
  await note.dblclick();
  await editorOn(page);
}

/** Opens the list's dialog for moving a note and chooses the field. */
async function chooseField(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Liste' }).click();
  await page.getByRole('button', { name: text, exact: true }).press('m');
  const places = page.getByRole('dialog').getByLabel('Flytt til felt');
  const group = places.locator('optgroup', { has: page.locator('option') }).nth(2);
  await expect(group).toHaveAttribute('label', 'Alternativ 2: Samle alt');
  await places.selectOption({ value: (await group.locator('option').nth(3).getAttribute('value')) ?? '' });
}
