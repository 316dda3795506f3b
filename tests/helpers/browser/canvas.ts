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

/** Zooms in on a region with Ctrl and the wheel, as users do, until the text on the paper can be read. */
export async function zoomIn(page: Page, regionId: string): Promise<void> {
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

/** Adds a note with the region's own button. The editor is open afterwards. */
export async function beginNote(page: Page, regionId: string): Promise<Locator> {
  await regionOn(page, regionId).getByRole('button').click();
  return editorOn(page);
}

/** The open note editor, once it has the focus. */
export async function editorOn(page: Page): Promise<Locator> {
  const editor = page.locator('.ProseMirror');
  await expect(editor).toBeFocused();
  return editor;
}

export async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`not on the page: ${locator}`);
  return box;
}

/** Picks up a note at its middle and drags it to a point. Does not drop it. */
export async function dragTo(page: Page, note: Locator, to: { x: number; y: number }): Promise<void> {
  const from = await boxOf(note);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 12 });
}

/**
 * Moves the caret to the start and checks that it stays there. Shortly after ProseMirror got the focus it sets the
 * caret once more: too early to disturb a user, but late enough to disturb this program.
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
