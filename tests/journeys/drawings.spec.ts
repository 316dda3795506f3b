import { fileURLToPath } from 'node:url';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { boxOf, dragTo, noteOn, regionOn, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

const PICTURE = fileURLToPath(new URL('../../docs/picture.png', import.meta.url));

test('an arrow between two notes is shown to others, follows the notes, and is undone by itself', async ({
  app,
  visit,
}) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const first = await board.addNote(region.id, 'Fra');
  const second = await board.addNote(region.id, 'Til');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await zoomIn(anne, region.id);
  await zoomIn(ola, region.id);
  await anne.getByRole('button', { name: 'Tegn', exact: true }).click();
  await anne.getByRole('button', { name: 'Pil', exact: true }).click();
  const from = await boxOf(noteOn(anne, { id: first.id }));
  const to = await boxOf(noteOn(anne, { id: second.id }));
  await anne.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await anne.mouse.down();
  await anne.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 });
  await anne.mouse.up();
  const arrow = ola.locator('.tl-shape[data-shape-type="arrow"]');
  await expect(arrow).toHaveCount(1);
  await isSaved(anne);

  // It is bound at both ends, so it follows a note that is moved, also for the member who did not draw it.
  const lengthOf = async () => Math.round((await boxOf(arrow)).width);
  const before = await lengthOf();
  const elsewhere = await board.region('muligheter', 1);
  const target = await boxOf(regionOn(ola, elsewhere.id));
  await dragTo(ola, noteOn(ola, { id: second.id }), { x: target.x + target.width / 2, y: target.y + 80 });
  await ola.mouse.up();
  await expect.poll(() => board.texts('muligheter', 1)).toEqual(['Til']);
  await expect.poll(lengthOf).not.toBe(before);

  await anne.getByRole('button', { name: 'Angre', exact: true }).click();
  await expect(arrow).toHaveCount(0);
  expect(await board.texts('muligheter', 1), 'the other member’s move stays').toEqual(['Til']);
});

test('a picture added to the board is stored on the server and shown to the others', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  const ola = await visit(board.link('participant'), { name: 'Ola' });
  await anne.getByRole('button', { name: 'Tegn', exact: true }).click();
  const chooser = anne.waitForEvent('filechooser');
  await anne.getByRole('button', { name: 'Bilde', exact: true }).click();
  await (await chooser).setFiles(PICTURE);
  const image = ola.locator('.tl-image-container img').first();
  await expect.poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
  expect(await image.getAttribute('src')).toMatch(/^blob:/);
});
