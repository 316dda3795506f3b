import { expect, test } from 'vitest';
import { readBoard } from '#board/reading/read-board';
import { toJson } from '#formats/json';
import { toMarkdown } from '#formats/markdown';
import { blockText, inlineText } from '#formats/markdown-text';
import { boardDoc, bynBoard, EXPORTED_AT, write } from './board-fixture.ts';

const OPTIONS = { language: 'nb', boardId: 'board1', exportedAt: EXPORTED_AT } as const;

test('a board is written as headings and lists, in reading order', () => {
  const doc = boardDoc(['alternativer'], ['BET i FACT ung', 'Ikke noe BET-tilbud']);
  write(doc, 'n1', 'a1-alternativer-risiko', 'Eksempel: risiko\nog mer om den');
  const text = toMarkdown(readBoard(doc), { ...OPTIONS, snapshotName: 'før møtet' });
  expect(
    text.startsWith(
      '# Digital arbeidsøkt\n\n- Mal: alternativer\n- Eksportert: 22.11.2026 14:16\n- Versjon: før møtet',
    ),
  ).toBe(true);
  expect(text).toContain('## Alternativ 1: BET i FACT ung');
  expect(text).toContain(
    '### Risiko som ligger i alternativet\n\n- Eksempel: risiko\\\n  og mer om den (Deltaker A, 23.05.2024 14:16)',
  );
  expect(text.indexOf('## Nullalternativ')).toBeGreaterThan(text.indexOf('## Alternativ 1'));
});

test('a note that begins with control characters is the same list entry as without them', () => {
  const entries = ['\u0001\n\u0002\n    # Tekst\u0000', '# Tekst', '\u0001\n\u0007'].map((note) => {
    const doc = boardDoc(['alternativer'], ['A', 'B']);
    write(doc, 'n1', 'a1-alternativer-risiko', note);
    return toMarkdown(readBoard(doc), OPTIONS)
      .split('\n\n')
      .find((block) => block.startsWith('- ') && block.includes('Deltaker A'));
  });
  expect(entries[1]).toContain('- \\# Tekst (');
  expect(entries[0]).toBe(entries[1]);
  expect(entries[2]).toContain('_(tom lapp)_');
});

test('users’ text never becomes markup', () => {
  expect(blockText('# a\n> b\n- c\n1. d\n===\n    kode', '  ')).toBe(
    '\\# a\\\n  \\> b\\\n  \\- c\\\n  1\\. d\\\n  \\===\\\n  kode',
  );
  expect(inlineText('[a](http://b) <script> | `x` **y**\n\nz')).toBe(
    '\\[a\\](http\\://b) \\<script\\> \\| \\`x\\` \\*\\*y\\*\\* z',
  );
  expect(blockText('a\n\nb\\', '  ')).toBe('a\n\n  b\\\\');
});

test('a typology is written as a table with its findings', () => {
  const text = toMarkdown(bynBoard(), OPTIONS);
  expect(text).toContain('| Utdanning/faglig påfyll | 9 | 1151 | 77,7 % | 4039 | 1 |');
  expect(text).toContain('| Fagutviklingstiltak | 5 | 330 | 22,3 % | 3024 | 2 |');
  expect(text).toContain('**Funn:** Ingen lapper i Veiledning.');
});

test('an empty board says so', () => {
  expect(toMarkdown(readBoard(boardDoc(['robuste-fagmiljo'])), OPTIONS)).toContain('Tavla har ingen lapper ennå.');
});

test('JSON is the outline, preceded by keys that describe the file', () => {
  const doc = boardDoc(['alternativer'], ['A', 'B']);
  write(doc, 'n1', 'a1-alternativer-risiko', '=1+1 "æ" 😀');
  const data = JSON.parse(toJson(readBoard(doc), OPTIONS)) as Record<string, unknown>;
  expect(data).toMatchObject({
    format: 'veivalg-board',
    formatVersion: 1,
    exportedAt: '2026-11-22T13:16:00.000Z',
    board: { id: 'board1', title: 'Digital arbeidsøkt', templates: ['alternativer'], language: 'nb' },
    items: [
      { dimension: 'alternativ', title: 'A', state: null },
      { dimension: 'alternativ', title: 'B', state: 'null' },
    ],
  });
  expect(JSON.stringify(data)).toContain('=1+1 \\"æ\\" 😀');
});
