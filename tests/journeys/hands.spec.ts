import { BrowserBoard } from '../helpers/browser/board.ts';
import { noteOn, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test('single keys choose no tool of tldraw, and duplicating a note adds a note', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const { id } = await board.addNote(region.id, 'Første');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  await noteOn(anne, { id }).click();
  for (const key of ['n', 'f', 'e', 'x', 'k', 'o', 'd', 'z']) await anne.keyboard.press(key);
  await noteOn(anne, { id }).click();
  expect(await board.texts('muligheter', 0)).toEqual(['Første']);
  await anne.keyboard.press('Control+d');
  await expect
    .poll(async () => {
      const { sections, loose } = await board.outline();
      return [...sections.flatMap(({ regions }) => regions.flatMap(({ notes }) => notes)), ...loose].filter(
        ({ text }) => text === 'Første',
      );
    })
    .toHaveLength(2);
  await isSaved(anne);
  await expect(anne.locator('.board-paper')).toBeAttached();
});
