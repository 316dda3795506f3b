import { BrowserBoard } from '../helpers/browser/board.ts';
import { boxOf, dragTo, noteOn, regionOn, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test('a note dragged to another region lands there, and undoing that keeps what others wrote in it', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const from = await board.region('muligheter', 0);
  const to = await board.region('muligheter', 1);
  const dragged = await board.addNote(from.id, 'Vandrer');
  await board.addNote(from.id, 'Blir her');
  await board.addNote(to.id, 'Bor der');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await ola.getByRole('button', { name: 'Liste' }).click();
  await zoomIn(anne, from.id);

  // Above the middle of the note that is there, so that it lands before it.
  const target = await boxOf(noteOn(anne, { text: 'Bor der' }));
  await dragTo(anne, noteOn(anne, { id: dragged.id }), { x: target.x + target.width / 2, y: target.y + 4 });
  await expect(anne.locator('.board-landing'), 'the landing place is marked').toBeVisible();
  await expect(regionOn(anne, to.id)).toHaveAttribute('data-target', 'true');
  expect(await board.texts('muligheter', 1), 'nothing moves before the drop').toEqual(['Bor der']);
  await anne.mouse.up();
  await expect.poll(() => board.texts('muligheter', 1)).toEqual(['Vandrer', 'Bor der']);
  expect(await board.texts('muligheter', 0)).toEqual(['Blir her']);
  await expect(anne.locator('.board-landing')).toHaveCount(0);

  // The other member writes in the note that was moved, and in another one.
  for (const [text, more] of [
    ['Vandrer', ' videre'],
    ['Blir her', ' lenge'],
  ] as const) {
    await ola.getByRole('button', { name: text, exact: true }).press('Enter');
    await ola.keyboard.type(more);
    await ola.keyboard.press('Escape');
  }
  await isSaved(ola);
  await expect(noteOn(anne, { id: dragged.id })).toContainText('Vandrer videre');
  await anne.keyboard.press('Control+z');
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Vandrer videre', 'Blir her lenge']);
  expect(await board.texts('muligheter', 1)).toEqual(['Bor der']);
  await isSaved(anne);
});

test('a note dragged within its region is reordered', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  for (const text of ['Én', 'To', 'Tre']) await board.addNote(region.id, text);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  const first = await boxOf(noteOn(anne, { text: 'Én' }));
  await dragTo(anne, noteOn(anne, { text: 'Tre' }), { x: first.x + first.width / 2, y: first.y + 4 });
  await expect(anne.locator('.board-landing')).toBeVisible();
  await anne.mouse.up();
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Tre', 'Én', 'To']);
});

test('a note dropped outside every region becomes loose', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 2);
  const { id } = await board.addNote(region.id, 'Utenfor');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  // The null alternative is the last column: there is free space to its right.
  const paper = await boxOf(regionOn(anne, region.id));
  await dragTo(anne, noteOn(anne, { id }), { x: paper.x + paper.width + 140, y: paper.y + 60 });
  await anne.mouse.up();
  await expect.poll(async () => (await board.outline()).loose.map(({ text }) => text)).toEqual(['Utenfor']);
  expect(await board.texts('muligheter', 2)).toEqual([]);
});
