import type { Page } from '@playwright/test';
import { putDrawing, removeDrawing } from '#board/drawing';
import { drawingFault } from '#board/rules/drawing-rules';
import { type Mutation, mutations } from '../board/rules/drawing-mutations.ts';
import { drawingOf } from '../board/rules/drawings-corpus.ts';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { expect, test } from '../helpers/browser/test.ts';
import { SyncClient } from '../helpers/sync-client.ts';

/** Drawings that are shown at the same time. */
const BATCH = 20;
/** A page that takes longer to show them and to make a picture of them counts as lost. Milliseconds. */
const PATIENCE_MS = 15_000;

/** A member who puts drawings on a board, and the page of somebody who looks at it. */
class Gallery {
  readonly #client: SyncClient;
  readonly #open: () => Promise<Page>;
  #page: Page;
  #shows = 0;

  constructor(client: SyncClient, page: Page, open: () => Promise<Page>) {
    this.#client = client;
    this.#page = page;
    this.#open = open;
  }

  /** Which of these drawings end the page when they are shown. Halves a batch that does. */
  async lost(batch: readonly Mutation[]): Promise<string[]> {
    if (await this.#survives(batch)) return [];
    if (batch.length === 1) return batch.map(({ what }) => what);
    const half = Math.ceil(batch.length / 2);
    return [...(await this.lost(batch.slice(0, half))), ...(await this.lost(batch.slice(half)))];
  }

  async #survives(batch: readonly Mutation[]): Promise<boolean> {
    const mark = `shape:mark${this.#shows++}`;
    const { doc } = this.#client;
    doc.transact(() => {
      for (const { drawing } of batch) putDrawing(doc, drawing.id, drawing);
      putDrawing(doc, mark, { ...drawingOf('geo'), id: mark });
    });
    const alive = await this.#isAlive(mark).catch((error: unknown) => {
      console.info(String(error).split('\n')[0]);
      return false;
    });
    doc.transact(() => {
      for (const { drawing } of batch) removeDrawing(doc, drawing.id);
      removeDrawing(doc, mark);
    });
    if (!alive) {
      await this.#page.close();
      this.#page = await this.#open();
    }
    return alive;
  }

  /** Waits until the page shows the mark, which came last, the outlines of everything, and makes a picture of it. */
  async #isAlive(mark: string): Promise<boolean> {
    const page = this.#page;
    const timeout = PATIENCE_MS;
    await page.locator(`.tl-shape[data-shape-id="${mark}"]`).waitFor({ state: 'attached', timeout });
    await page.locator('.tl-canvas').press('Control+a', { timeout });
    await Promise.all([
      page.waitForEvent('download', { timeout }),
      page.evaluate(() => window.dispatchEvent(new CustomEvent('veivalg:picture', { detail: 'svg' }))),
    ]);
    await page.keyboard.press('Escape');
    return (await page.locator('.board-paper').count()) === 1;
  }
}

test('no drawing that the board takes ends the canvas or its picture', async ({ app, visit }) => {
  test.setTimeout(900_000);
  const board = await BrowserBoard.create(app.url);
  const client = new SyncClient(app.url, board.id, board.token('participant'));
  await client.until(() => client.synced);
  const open = async () => {
    const page = await visit(`${app.url}/`);
    await page.evaluate((id) => localStorage.setItem(`veivalg.view.${id}`, '[400, 300, 1]'), board.id);
    await page.goto(board.link('viewer'));
    await page.locator('.board-paper').waitFor({ state: 'attached' });
    return page;
  };
  const gallery = new Gallery(client, await open(), open);
  const all = mutations();
  const taken = all.filter(({ drawing }) => drawingFault(drawing) === null);
  const lost: string[] = [];
  for (let i = 0; i < taken.length; i += BATCH) {
    lost.push(...(await gallery.lost(taken.slice(i, i + BATCH))));
  }
  console.info(JSON.stringify({ mutated: all.length, taken: taken.length, lost: lost.length }));
  expect(lost).toEqual([]);
  expect(client.closed).toBe(null);
  await client.close();
});
