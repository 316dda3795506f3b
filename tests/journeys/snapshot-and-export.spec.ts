import { BrowserBoard } from '../helpers/browser/board.ts';
import { bytesOf, downloadFromMenu, sheetsOf } from '../helpers/browser/files.ts';
import { expect, test } from '../helpers/browser/test.ts';

const TEXT = '=SUM(1;2) er ingen formel: æøå 😀\nog linje to';

test('a facilitator takes a snapshot, opens it read-only and downloads it', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  const { id: regionId } = await board.region('muligheter', 0);
  await board.addNote(regionId, 'Før plenum');
  const lead = await visit(board.link('facilitator'), { name: 'Anne' });
  await lead.getByRole('button', { name: 'Prosessleder' }).click();
  await lead.locator('summary', { hasText: 'Øyeblikksbilder' }).click();
  await lead.getByLabel('Navn, for eksempel «før plenumsmøtet»').fill('før plenumsmøtet');
  await lead.getByRole('button', { name: 'Ta øyeblikksbilde' }).click();
  await expect(lead.getByText('«før plenumsmøtet» er tatt.')).toBeVisible();
  await board.addNote(regionId, 'Etter plenum');

  const [file] = await Promise.all([
    lead.waitForEvent('download'),
    (async () => {
      const item = lead.locator('.panel-item', { hasText: 'før plenumsmøtet' });
      await item.getByRole('button', { name: 'Last ned' }).click();
      await item.getByRole('button', { name: 'Excel' }).click();
    })(),
  ]);
  const all = JSON.stringify(await sheetsOf(file));
  expect(all).toContain('Før plenum');
  expect(all).not.toContain('Etter plenum');

  await lead.getByRole('link', { name: 'Åpne: før plenumsmøtet' }).click();
  await expect(
    lead.getByText(/Øyeblikksbilde «før plenumsmøtet», tatt .+ Det kan leses, men ikke endres\./),
  ).toBeVisible();
  await lead.getByRole('button', { name: 'Liste' }).click();
  await expect(lead.getByRole('button', { name: 'Før plenum', exact: true })).toBeVisible();
  await expect(lead.getByRole('button', { name: 'Etter plenum', exact: true })).toHaveCount(0);
  await expect(lead.getByRole('button', { name: /^Skriv lapp/ })).toHaveCount(0);
  await lead.getByRole('link', { name: 'Til tavla slik den er nå' }).click();
  await expect(lead.getByRole('button', { name: 'Etter plenum', exact: true })).toBeVisible();
});

test('the board is exported as Excel, SVG and PNG', async ({ app, visit }) => {
  const board = await BrowserBoard.create(app.url);
  await board.addNote((await board.region('muligheter', 0)).id, TEXT);
  await board.addNote((await board.region('generelt')).id, 'Gjelder alle');
  const lead = await visit(board.link('facilitator'), { name: 'Anne' });
  await expect(lead.locator('.board-paper')).toBeAttached();

  const excel = await downloadFromMenu(lead, 'Excel');
  expect(excel.suggestedFilename()).toMatch(/^Digital arbeidsøkt.*\.xlsx$/);
  const sheets = await sheetsOf(excel);
  const names = sheets.map(({ sheet }) => sheet);
  expect(names[0]).toBe('Oversikt');
  for (const title of ['Dagens sted', 'Samle alt', 'Ingen endring'])
    expect(names.filter((name) => name.includes(title))).toHaveLength(1);
  expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/^Generelt/)]));
  const own = sheets.find(({ sheet }) => sheet.includes('Dagens sted'));
  expect(own?.data.flat()).toContain(TEXT);
  for (const { sheet } of sheets) expect(sheet.length, sheet).toBeLessThanOrEqual(31);

  const svg = (await bytesOf(await downloadFromMenu(lead, 'Bilde av tavla (SVG)'))).toString('utf8');
  expect(svg.slice(0, 5)).toBe('<svg ');
  const drawn = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, words]) => words).join(' ');
  expect(drawn).toContain(TEXT.replace('\n', ' '));
  expect(drawn).toContain('Gjelder alle');

  const png = await bytesOf(await downloadFromMenu(lead, 'Bilde av tavla (PNG)'));
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect(png.length).toBeGreaterThan(10_000);
});
