import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test.use({ env: { LIMIT_NOTE_CHARACTERS: '24' } });

test('the editor keeps to a note limit that the operator has lowered, so the server cuts nothing', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('muligheter', 0);
  const page = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(page, regionId);
  const editor = await beginNote(page, regionId);
  await page.keyboard.type('0123456789 0123456789 0123456789');
  await expect(page.getByText('Lappen er full.')).toBeVisible();
  const written = await editor.innerText();
  expect(written.length).toBeLessThanOrEqual(24);
  await isSaved(page);
  expect(await board.texts('muligheter', 0)).toEqual([written]);
});

test('the contribution page keeps to a note limit that the operator has lowered', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const page = await visit(board.link('participant', '/bidra'));
  await page.getByRole('button', { name: /Dagens sted/ }).click();
  await page.getByRole('button', { name: /Muligheter/ }).click();
  const text = page.getByLabel('Ditt bidrag');
  await text.pressSequentially('0123456789 0123456789 0123456789');
  await expect(text).toHaveValue('0123456789 0123456789 01');
});
