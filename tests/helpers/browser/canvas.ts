import { expect, type Locator, type Page } from '@playwright/test';

/** A region's paper on the canvas. */
export function regionOn(page: Page, regionId: string): Locator {
  return page.locator(`.board-region[data-region-id="${regionId}"]`);
}

/** A note on the canvas, by its id or its text. */
export function noteOn(page: Page, which: { id: string } | { text: string }): Locator {
  if ('id' in which) return page.locator(`.board-note[data-note-id="${which.id}"]`);
  return page.locator('.board-note', { hasText: which.text });
}

/** Turns the wheel with Ctrl held over a region, as people do, until what is written on the paper can be read. */
export async function goNear(page: Page, regionId: string): Promise<void> {
  const region = regionOn(page, regionId);
  await region.waitFor({ state: 'attached' });
  await page.keyboard.down('Control');
  await expect(async () => {
    const box = await boxOf(region);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -60);
    await expect(page.locator('.board-paper')).toHaveAttribute('data-near', 'true', { timeout: 50 });
  }).toPass({ intervals: [50], timeout: 15_000 });
  await page.keyboard.up('Control');
}

/** Writes a note in a region by its own button. The editor stays open. */
export async function beginNote(page: Page, regionId: string): Promise<Locator> {
  await regionOn(page, regionId).getByRole('button').click();
  return editorOn(page);
}

/** The editor of the note that is being written in on this page. */
export async function editorOn(page: Page): Promise<Locator> {
  const editor = page.locator('.ProseMirror');
  await expect(editor).toBeFocused();
  return editor;
}

export async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not on the page');
  return box;
}

/** Takes a note by its middle and carries it to a point, without letting go. */
export async function carry(page: Page, note: Locator, to: { x: number; y: number }): Promise<void> {
  const from = await boxOf(note);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 12 });
}

/**
 * Moves the caret to the very beginning and sees that it stays there. ProseMirror sets its own caret once more in the
 * first moments after it got the focus, which is faster than any hand and slower than this program.
 */
export async function caretToStart(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+Home');
    const before = await page.evaluate(async () => {
      for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame);
      const selection = document.getSelection();
      if (selection?.anchorNode == null) return null;
      const range = document.createRange();
      range.selectNodeContents(document.activeElement ?? document.body);
      range.setEnd(selection.anchorNode, selection.anchorOffset);
      return range.toString().replace(/\u2060/g, '').length;
    });
    expect(before, 'letters before the caret').toBe(0);
  }).toPass({ intervals: [50] });
}
