import { BrowserBoard } from '../helpers/browser/board.ts';
import { beginNote, boxOf, dragTo, editorOn, noteOn, zoomIn } from '../helpers/browser/canvas.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';

test('single keys choose no tool of tldraw, and duplicating a note adds a note', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const { id } = await board.addNote(region.id, 'Første');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  await noteOn(anne, { id }).click();
  await anne.keyboard.press('Escape');
  for (const key of ['f', 'e', 'x', 'k', 'o', 'd', 'z', ',']) await anne.keyboard.press(key);
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

test('typing on a selected note writes in it, and N writes a new one', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const { id } = await board.addNote(region.id, 'Første');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  await noteOn(anne, { id }).click();
  await anne.keyboard.press('e');
  await editorOn(anne);
  await anne.keyboard.type('n, altså');
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['Førsteen, altså']);
  await anne.keyboard.press('Escape');
  await noteOn(anne, { id }).click();
  await anne.keyboard.press('Enter');
  await editorOn(anne);
  await anne.keyboard.press('Escape');
  await anne.keyboard.press('Escape');
  await anne.keyboard.press('n');
  await editorOn(anne);
  await anne.keyboard.type('Ny');
  await isSaved(anne);
  await expect
    .poll(async () => {
      const { sections, loose } = await board.outline();
      return [...sections.flatMap(({ regions }) => regions.flatMap(({ notes }) => notes)), ...loose].map(
        ({ text }) => text,
      );
    })
    .toContain('Ny');
});

test('deleting many notes asks, is one step, and can be taken back', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const texts = Array.from({ length: 12 }, (_, i) => `Lapp ${i}`);
  for (const text of texts) await board.addNote(region.id, text);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  const selectAll = async (from: string) => {
    await noteOn(anne, { text: from }).click();
    await anne.keyboard.press('Control+a');
    await anne.keyboard.press('Delete');
  };
  await selectAll('Lapp 2');
  await expect(anne.getByRole('dialog')).toContainText(/Slette 1\d lapper\?/);
  await anne.keyboard.press('Escape');
  expect(await board.texts('muligheter', 0)).toHaveLength(12);
  await selectAll('Lapp 7');
  await anne.getByRole('button', { name: /^Slett 1\d lapper$/ }).click();
  await expect.poll(() => board.texts('muligheter', 0)).toEqual([]);
  await anne.getByRole('status').getByRole('button', { name: 'Angre' }).click();
  await expect.poll(() => board.texts('muligheter', 0)).toHaveLength(12);
  await anne.getByRole('button', { name: 'Angre' }).first().click();
  await expect.poll(() => board.texts('muligheter', 0)).toEqual([]);
});

test('in the overview a drag moves no note, and a double click shows its region', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const { id } = await board.addNote(region.id, 'Første');
  await board.addNote(region.id, 'Andre');
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  const zoom = () => anne.locator('.board-zoom').innerText();
  const note = noteOn(anne, { id });
  await note.hover();
  await anne.keyboard.down('Control');
  await expect(async () => {
    await anne.mouse.wheel(0, 20);
    expect(Number.parseInt(await zoom(), 10)).toBeLessThan(55);
  }).toPass({ intervals: [50], timeout: 10_000 });
  await anne.keyboard.up('Control');
  const box = await boxOf(note);
  await dragTo(anne, note, { x: box.x, y: box.y + 400 });
  await anne.mouse.up();
  expect(await board.texts('muligheter', 0)).toEqual(['Første', 'Andre']);
  await note.dblclick();
  await expect.poll(async () => Number.parseInt(await zoom(), 10)).toBeGreaterThan(54);
  await expect(anne.locator('.ProseMirror')).toHaveCount(0);
});

test('a new note that is left empty is gone when its writer leaves the page', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const region = await board.region('muligheter', 0);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await zoomIn(anne, region.id);
  await beginNote(anne, region.id);
  await expect.poll(() => board.texts('muligheter', 0)).toEqual(['']);
  await isSaved(anne);
  await anne.goto('about:blank');
  await expect.poll(() => board.texts('muligheter', 0)).toEqual([]);
});
