import type { Page } from '@playwright/test';
import { addNote, deleteNote } from '#board/note';
import { noteId } from '../board/helpers.ts';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { expect, test } from '../helpers/browser/test.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const TIMES = [1e300, -1e300, -5, 8.64e15, 1] as const;

/** A board with notes that were written and deleted at times that no calendar has, one for each. */
async function boardWithOddTimes(origin: string): Promise<BrowserBoard> {
  const board = await BrowserBoard.create(origin);
  const { id: regionId } = await board.region('muligheter', 0);
  const client = new SyncClient(origin, board.id, board.token('participant'));
  await client.until(() => client.synced);
  client.doc.transact(() => {
    for (const [i, time] of TIMES.entries()) {
      for (const name of ['kept', 'gone']) {
        const id = noteId(`${name}${i}`);
        addNote(client.doc, { id, text: `${name} ${i}`, regionId: regionId as never, author: 'Kari', createdAt: time });
        if (name === 'gone') deleteNote(client.doc, id, time);
      }
    }
  });
  await client.until(() => client.saved === client.sent);
  await client.close();
  return board;
}

async function openTrash(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Liste' }).click();
  await page.locator('summary', { hasText: 'Slettede lapper' }).click();
}

test('notes with times that no calendar has take neither the list nor the contribution page', async ({
  app,
  visit,
}) => {
  const board = await boardWithOddTimes(app.url);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  await openTrash(anne);
  await expect(anne.locator('.trash-text')).toHaveCount(TIMES.length);
  await expect(anne.locator('.outline-note', { hasText: 'kept' })).toHaveCount(TIMES.length);
  const form = await visit(board.link('participant', '/bidra'));
  await form.getByRole('button', { name: /Dagens sted/ }).click();
  await form.getByRole('button', { name: /Muligheter/ }).click();
  await expect(form.locator('.existing', { hasText: 'kept' })).not.toHaveCount(0);
});

test('a note that cannot be shown says so, and the others are shown', async ({ app, visit }) => {
  const board = await boardWithOddTimes(app.url);
  const anne = await visit(board.link('participant'), { name: 'Anne' });
  // A fault that nobody has thought of: the page cannot format the time of one deleted note.
  await anne.evaluate(() => {
    const format = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format')?.get;
    if (format === undefined) throw new Error('no format');
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
      get(this: Intl.DateTimeFormat) {
        return (time: number) => {
          if (time === 1) throw new Error('broken');
          return (format.call(this) as (time: number) => string)(time);
        };
      },
    });
  });
  await openTrash(anne);
  await expect(anne.getByText('Denne lappen kan ikke vises')).toHaveCount(1);
  await expect(anne.locator('.trash-text')).toHaveCount(TIMES.length - 1);
  await expect(anne.locator('.outline-note', { hasText: 'kept' })).toHaveCount(TIMES.length);
});
