import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test('a server killed while two people write loses nothing that was shown, and both reconnect', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('tiltak', 0);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await zoomIn(anne, regionId);
  await beginNote(anne, regionId);
  await ola.getByRole('button', { name: 'Liste' }).click();
  await ola
    .getByRole('heading', { name: /^Diskusjon/, level: 3 })
    .first()
    .press('Enter');
  await anne.keyboard.type('Sett av den andre. ');
  await expect(ola.getByRole('button', { name: /^Sett av den andre/ }), 'the other member sees it').toBeVisible();

  const writing = Promise.all([
    anne.keyboard.type('Hun skriver mens den dør. ', { delay: 30 }),
    ola.keyboard.type('Han skriver også.', { delay: 45 }),
  ]);
  await expect(ola.getByRole('button', { name: /^Sett av den andre\. Hun/ })).toBeVisible();
  await app.kill();
  await writing;
  for (const page of [anne, ola])
    await expect(page.getByTestId('saved-state')).toContainText(/\d+ endring(er)? er ikke lagret/);
  await anne.keyboard.type('Og etterpå.');

  await app.restart();
  // Read before the browsers have reconnected: what Ola saw must be on disk.
  expect((await board.texts('tiltak', 0)).join()).toContain('Sett av den andre. Hun');
  await isSaved(anne);
  await isSaved(ola);
  const hers = 'Sett av den andre. Hun skriver mens den dør. Og etterpå.';
  await expect.poll(() => board.texts('tiltak', 0)).toEqual([hers]);
  expect(await board.texts('diskusjon')).toEqual(['Han skriver også.']);
  await expect(ola.getByRole('button', { name: hers, exact: true })).toBeVisible();

  await anne.keyboard.press('Escape');
  await anne.getByRole('button', { name: 'Liste' }).click();
  await expect(anne.locator('.outline-note', { hasText: 'Han skriver også.' })).toContainText('Ola skriver');
});
