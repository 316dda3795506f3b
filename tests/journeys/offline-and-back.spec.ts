import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, caretToStart, zoomIn } from '../helpers/browser/canvas.ts';
import { wireTo } from '../helpers/browser/proxy.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

const OFFLINE = /Du er frakoblet\. \d+ endring(?:er)? er ikke lagret på serveren ennå\. De ligger trygt/;

test('offline edits are counted, survive a closed tab and are merged on return', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('risiko', 0);
  await board.addNote(regionId, 'Fra før');
  const wire = await wireTo(app.url);
  const anne = await visit(board.link('participant', '', wire.url), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await ola.getByRole('button', { name: 'Liste' }).click();
  await zoomIn(anne, regionId);
  await isSaved(anne);

  wire.cut();
  await anne.context().setOffline(true);
  await beginNote(anne, regionId);
  await anne.keyboard.type('Skrevet på toget');
  await anne.keyboard.press('Escape');
  await anne.getByRole('button', { name: 'Liste' }).click();
  await anne.getByRole('button', { name: 'Fra før', exact: true }).press('Enter');
  await anne.keyboard.type(' og litt til');
  await anne.keyboard.press('Escape');
  await expect(anne.getByTestId('saved-state')).toContainText(OFFLINE);

  // Meanwhile the other member writes in the same note.
  await ola.getByRole('button', { name: 'Fra før', exact: true }).press('Enter');
  await caretToStart(ola);
  await ola.keyboard.type('Alt ');
  await ola.keyboard.press('Escape');
  await isSaved(ola);
  expect(await board.texts('risiko', 0)).toEqual(['Alt Fra før']);

  const context = anne.context();
  await anne.close();
  wire.restore();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(board.link('participant', '', wire.url));
  await isSaved(again);
  const merged = ['Alt Fra før og litt til', 'Skrevet på toget'];
  await expect.poll(() => board.texts('risiko', 0)).toEqual(merged);
  for (const page of [again, ola])
    for (const text of merged) await expect(page.getByRole('button', { name: text, exact: true })).toBeVisible();
  await wire.close();
});

test('a connection that breaks without the browser noticing is reported, and reconnects', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('risiko', 0);
  const wire = await wireTo(app.url);
  const anne = await visit(board.link('participant', '', wire.url), { name: 'Anne' });
  await zoomIn(anne, regionId);
  await isSaved(anne);
  await beginNote(anne, regionId);
  wire.cut();
  await anne.keyboard.type('Skriver videre');
  await expect(anne.getByTestId('saved-state')).toContainText(OFFLINE);
  wire.restore();
  await isSaved(anne);
  expect(await board.texts('risiko', 0)).toEqual(['Skriver videre']);
  await wire.close();
});
