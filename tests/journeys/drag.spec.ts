import { BrowserBoard } from '../helpers/browser/board.ts';
import { boxOf, carry, goNear, noteOn, regionOn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test('a note dragged to another region lands there, and undoing that leaves the other’s edits alone', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const from = await board.region('muligheter', 0);
  const to = await board.region('muligheter', 1);
  const wandering = await board.addNote(from.id, 'Vandrer');
  await board.addNote(from.id, 'Blir her');
  await board.addNote(to.id, 'Bor der');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await ola.getByRole('button', { name: 'Liste' }).click();
  await goNear(anne, from.id);

  // Just above the middle of the note that is there, so it lands before it.
  const target = await boxOf(noteOn(anne, { text: 'Bor der' }));
  await carry(anne, noteOn(anne, { id: wandering.id }), { x: target.x + target.width / 2, y: target.y + 4 });
  await expect(anne.locator('.board-landing'), 'where it would land is marked').toBeVisible();
  await expect(regionOn(anne, to.id)).toHaveAttribute('data-target', 'true');
  expect(await board.texts('muligheter', 1), 'nothing is moved before one lets go').toEqual(['Bor der']);
  await anne.mouse.up();
  await expect.poll(() => board.texts('muligheter', 1)).toEqual(['Vandrer', 'Bor der']);
  expect(await board.texts('muligheter', 0)).toEqual(['Blir her']);
  await expect(anne.locator('.board-landing')).toHaveCount(0);

  // The other writes in the very note that was moved, and in another.
  for (const [text, more] of [
    ['Vandrer', ' videre'],
    ['Blir her', ' lenge'],
  ] as const) {
    await ola.getByRole('button', { name: text, exact: true }).press('Enter');
    await ola.keyboard.type(more);
    await ola.keyboard.press('Escape');
  }
  await isSaved(ola);
  await expect(noteOn(anne, { id: wandering.id })).toContainText('Vandrer videre');
  await anne.keyboard.press('Control+z');
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Vandrer videre', 'Blir her lenge']);
  expect(await board.texts('muligheter', 1)).toEqual(['Bor der']);
  await isSaved(anne);
});

test('a note dragged within its region changes places with its neighbours', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  for (const text of ['Én', 'To', 'Tre']) await board.addNote(region.id, text);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await goNear(anne, region.id);
  const first = await boxOf(noteOn(anne, { text: 'Én' }));
  await carry(anne, noteOn(anne, { text: 'Tre' }), { x: first.x + first.width / 2, y: first.y + 4 });
  await expect(anne.locator('.board-landing')).toBeVisible();
  await anne.mouse.up();
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Tre', 'Én', 'To']);
});

test('a note dropped outside every region lies free on the board', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 2);
  const { id } = await board.addNote(region.id, 'Utenfor');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await goNear(anne, region.id);
  // The null alternative is the last column: to its right is free paper.
  const paper = await boxOf(regionOn(anne, region.id));
  await carry(anne, noteOn(anne, { id }), { x: paper.x + paper.width + 140, y: paper.y + 60 });
  await anne.mouse.up();
  await expect.poll(async () => (await board.outline()).loose.map(({ text }) => text)).toEqual(['Utenfor']);
  expect(await board.texts('muligheter', 2)).toEqual([]);
});
