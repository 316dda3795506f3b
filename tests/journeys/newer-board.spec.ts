import * as Y from 'yjs';
import { root } from '#board/records';
import { frameUpdate } from '#protocol/frames';
import { BrowserBoard } from '../helpers/browser/board.ts';
import { expect, isSaved, test } from '../helpers/browser/test.ts';
import { SyncClient } from '../helpers/sync-client.ts';

test('a page older than the board becomes read-only and asks for a reload', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  await board.addNote((await board.region('muligheter', 0)).id, 'Skrevet før');
  const lead = await visit('about:blank');
  let toPage: (bytes: Buffer) => void = () => expect(true, 'the page has connected').toBe(false);
  await lead.routeWebSocket(/\/sync\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    toPage = (bytes) => socket.send(bytes);
  });
  await lead.goto(board.link('facilitator'));
  await lead.getByLabel('Hva heter du?').fill('Anne');
  await lead.getByRole('button', { name: 'Gå inn' }).click();
  await isSaved(lead);
  await lead.getByRole('button', { name: 'Liste' }).click();
  await expect(lead.getByRole('button', { name: /^Skriv lapp i/ }).first()).toBeVisible();
  await lead.getByRole('button', { name: 'Prosessleder' }).click();

  // What a newer server would send after it has migrated the board.
  const client = new SyncClient(app.url, board.id, board.token('viewer'));
  await client.until(() => client.synced);
  await client.close();
  const vector = Y.encodeStateVector(client.doc);
  root(client.doc, 'meta').set('schemaVersion', 99);
  toPage(Buffer.from(frameUpdate(Y.encodeStateAsUpdate(client.doc, vector))));

  await expect(lead.getByRole('alert')).toContainText('Du kan lese den. Last siden på nytt for å skrive.');
  await expect(lead.getByRole('button', { name: 'Skrevet før', exact: true })).toBeVisible();
  await expect(lead.getByRole('button', { name: /^Skriv lapp/ })).toHaveCount(0);
  await expect(lead.getByRole('button', { name: 'Prosessleder' })).toHaveCount(0);
  await lead.getByRole('button', { name: 'Tavle' }).click();
  await expect(lead.locator('.board-paper')).toBeAttached();
  await expect(lead.getByRole('button', { name: 'Skriv lapp' })).toHaveCount(0);
  await lead.screenshot({ path: test.info().outputPath('newer.png'), animations: 'disabled' });

  await expect(lead.getByRole('alert').getByRole('button', { name: 'Last siden på nytt' })).toBeEnabled();
});
