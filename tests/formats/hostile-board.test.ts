import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { writable } from '#formats/cell-text';
import { toJson } from '#formats/json';
import { toMarkdown } from '#formats/markdown';
import { boardDoc, EXPORTED_AT, write } from './board-fixture.ts';
import { textOf, workbookOf } from './workbook.ts';

const OPTIONS = { language: 'nn', boardId: 'board1', exportedAt: EXPORTED_AT } as const;
const anyText = fc.string({ unit: 'binary', maxLength: 80 });
const anyProperties = fc.dictionary(anyText, fc.oneof(anyText, fc.double()), { maxKeys: 4, noNullPrototype: true });

test('every format can be made whatever people write, and the workbook has the same texts', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyText, anyText, anyProperties), { maxLength: 5 }),
      anyText,
      async (notes, title) => {
        const doc = boardDoc(['alternativer', 'robuste-fagmiljo'], [title, title]);
        for (const [i, [text, author, properties]] of notes.entries()) {
          write(doc, `n${i}`, 'a1-alternativer-risiko', text, { author, properties });
          write(doc, `m${i}`, 'robuste-fagmiljo-paafyll', text, { author, properties });
        }
        const board = readBoard(doc);
        const rows = [...(await workbookOf(board)).values()][1] ?? [];
        for (const [i, [text]] of notes.entries()) {
          // The replacement character is the only writable one that the library drops.
          expect(textOf(rows, `n${i}`)).toBe(writable(text).replaceAll('\ufffd', ''));
          compared++;
        }
        expect(toMarkdown(board, OPTIONS)).toContain('# Digital arbeidsøkt');
        expect(JSON.parse(toJson(board, OPTIONS))).toBeTypeOf('object');
      },
    ),
    { numRuns: 40 },
  );
  console.info(JSON.stringify({ compared }));
  expect(compared).toBeGreaterThan(20);
}, 60_000);

test('impossible times and titles that are not text do not stop an export', async () => {
  const doc = boardDoc(['alternativer'], ['A', 'B']);
  write(doc, 'n1', 'a1-alternativer-risiko', 'Eksempel');
  const note = root(doc, 'notes').get('n1') as Y.Map<unknown>;
  note.set('createdAt', 1e300);
  root(doc, 'meta').set('title', 7);
  root(doc, 'items').set('odd', new Y.Map());
  const board = readBoard(doc);
  expect((await workbookOf(board)).size).toBeGreaterThan(3);
  expect(toMarkdown(board, OPTIONS)).toContain('Eksempel');
  expect(toJson(board, OPTIONS)).toContain('Eksempel');
});
