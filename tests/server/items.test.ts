import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CreateBoardReply, Outline } from '#protocol/http-api';
import { inGlossaryWords } from '../../sync-server/template-words.ts';
import { readTemplates } from '../../sync-server/templates.ts';
import { call, createBoard, serverInProcess, temporaryFolder } from '../helpers/server-in-process.ts';

const templateFile = new URL('../../templates/alternativer.json', import.meta.url);

test('alternatives are short for items of the dimension «alternativ», and items may be given as such', async () => {
  const { url } = await serverInProcess();
  const board = await createBoard(url, {
    alternatives: [{ title: 'Dagens sted' }],
    items: [{ dimension: 'alternativ', title: 'Ingen endring', state: 'null' }],
  });
  const outline = (await (await call(`${url}/api/boards/${board.id}/outline`, board.viewer)).json()) as Outline;
  expect(outline.items).toMatchObject([
    { dimension: 'alternativ', title: 'Dagens sted', state: null },
    { dimension: 'alternativ', title: 'Ingen endring', state: 'null' },
  ]);
  const repeated = outline.sections.filter(({ items }) => items.length > 0);
  expect(repeated.map(({ items }) => items)).toEqual(outline.items.map(({ id }) => [id]));
});

test('an item of a dimension that nothing is repeated over is refused with its path', async () => {
  const { url } = await serverInProcess();
  const response = await fetch(`${url}/api/boards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ template: 'alternativer', title: 'T', items: [{ dimension: 'gruppe', title: 'A' }] }),
  });
  expect([response.status, await response.json()]).toEqual([
    400,
    expect.objectContaining({ code: 'bad-request', detail: expect.stringContaining('items.0.dimension') }),
  ]);
});

test('a template file in the words of the contract reads as one in the words of the glossary', async () => {
  const text = await readFile(templateFile, 'utf8');
  const inContractWords = JSON.parse(text, (key, value: unknown) => {
    if (key !== 'sections') return value;
    return (value as { fields: { properties?: unknown }[]; per?: string }[]).map(({ fields, per, ...section }) => ({
      ...section,
      ...(per === undefined ? {} : { repeat: 'alternative' }),
      regions: fields.map(({ properties, ...field }) => ({
        ...field,
        ...(properties === undefined ? {} : { fields: properties }),
      })),
    }));
  }) as { seededNotes: { field: string }[] };
  const seededNotes = inContractWords.seededNotes.map(({ field, ...note }) => ({ ...note, region: field }));
  const file = { ...inContractWords, id: 'min-mal', seededNotes };
  expect(inGlossaryWords(JSON.parse(text))).toEqual(JSON.parse(text));
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'min-mal.json'), JSON.stringify(file));
  const read = (await readTemplates([folder])).get('min-mal');
  expect(read).toEqual({ ...(JSON.parse(text) as object), id: 'min-mal' });
});

test('a board tells how many items it has', async () => {
  const { url } = await serverInProcess();
  const { id, viewer } = await createBoard(url);
  const reply = (await (await call(`${url}/api/boards/${id}`, viewer)).json()) as CreateBoardReply & {
    counts: { items: number };
  };
  expect(reply.counts.items).toBe(2);
});
