import { expect, test } from 'vitest';
import { removeField } from '#board/field';
import type { FieldId, LinkId, NoteId } from '#board/ids';
import { addLink } from '#board/link';
import { renameBoard } from '#board/meta';
import { readBoard } from '#board/reading/read-board';
import { cellPieces } from '#formats/cell-text';
import { toJson } from '#formats/json';
import { toMarkdown } from '#formats/markdown';
import { linkLines } from '#formats/note-links';
import { outlineOf } from '#formats/outline';
import { tabNames } from '#formats/tab-name';
import { boardDoc, bynBoard, EXPORTED_AT, write } from './board-fixture.ts';

const OPTIONS = { language: 'nb', boardId: 'board1', exportedAt: EXPORTED_AT } as const;
const RISK = 'a1-alternativer-risiko';

/** A board with two alternatives and no seeded notes. */
const emptyBoard = () => boardDoc(['alternativer'], ['A', 'B'], false);
const link = (doc: ReturnType<typeof emptyBoard>, from: string, to: string, id = `${from}-${to}`) =>
  addLink(doc, { id: id as LinkId, type: 'reduces', from: from as NoteId, to: to as NoteId });

test('a note says its properties and links below its text', () => {
  const doc = boardDoc(['robuste-fagmiljo'], [], false);
  const properties = {
    'robuste-fagmiljo.deltakere': 12,
    'robuste-fagmiljo.varighet': 1.5,
    'robuste-fagmiljo.teltSom': '',
  };
  write(doc, 'course', 'robuste-fagmiljo-paafyll', 'Kurs', { properties, source: 'e-post', author: 'Kari' });
  write(doc, 'other', null, ' Annet\nog mer ', { author: '' });
  link(doc, 'course', 'other');
  const text = toMarkdown(readBoard(doc), OPTIONS);
  const block = text.slice(text.indexOf('- Kurs'), text.indexOf('#', text.indexOf('- Kurs')));
  expect(block.trim().split('\n')).toEqual([
    '- Kurs (Kari, e-post, 23.05.2024 14:16)',
    expect.stringMatching(/^ {2}- .*: 12$/),
    expect.stringMatching(/^ {2}- .*: 1,5$/),
    '  - → Annet og mer',
  ]);
  expect(text).toContain('- Annet\\\n  og mer (23.05.2024 14:16)\n  - ← Kurs');
  expect(toMarkdown(readBoard(doc), { ...OPTIONS, language: 'en' })).toContain(': 1\\.5\n');
});

test('a note without text says so, and notes of one region follow each other', () => {
  const doc = emptyBoard();
  write(doc, 'n1', RISK, '  \n ');
  write(doc, 'n2', RISK, 'To');
  const text = toMarkdown(readBoard(doc), OPTIONS);
  expect(text).toMatch(/\n- _.+_ \(Deltaker A, 23\.05\.2024 14:16\)\n- To \(/);
});

test('loose notes stand last, under where they came from', () => {
  const doc = emptyBoard();
  const before = toMarkdown(readBoard(doc), OPTIONS);
  expect(before).not.toContain('Uten felt');
  write(doc, 'n1', RISK, 'Før');
  write(doc, 'n2', RISK, 'Også før');
  write(doc, 'n3', null, 'Fri');
  removeField(doc, 'alternativer-risiko' as FieldId);
  const text = toMarkdown(readBoard(doc), OPTIONS);
  const loose = text.slice(text.indexOf('## Uten felt'));
  expect(loose).toMatch(/^## Uten felt\n\n### /);
  const headings = loose.split('\n').filter((line) => line.startsWith('### '));
  expect(headings).toHaveLength(2);
  expect(headings.some((line) => line.includes('Risiko'))).toBe(true);
  expect(loose.match(/- Også før|- Før/g)).toHaveLength(2);
});

test('the head names templates by their titles, and a board without a title by a word', () => {
  const doc = boardDoc(['alternativer', 'robuste-fagmiljo'], ['A', 'B']);
  expect(toMarkdown(readBoard(doc), OPTIONS)).toContain('- Mal: alternativer, robuste-fagmiljo\n');
  expect(toMarkdown(readBoard(doc), { ...OPTIONS, templateTitles: ['Ett', 'To'] })).toContain('- Mal: Ett, To\n');
  expect(toMarkdown(readBoard(doc), OPTIONS)).not.toContain('Versjon');
  expect(toMarkdown(readBoard(doc), OPTIONS)).not.toContain('Tavla har ingen lapper');
  renameBoard(doc, '  ');
  expect(toMarkdown(readBoard(doc), OPTIONS)).toMatch(/^# \S.*\n/);
});

test('the typology’s table has a heading for each column and a line below them', () => {
  const text = toMarkdown(bynBoard(), OPTIONS);
  const table = text.split('\n').filter((line) => line.startsWith('|'));
  const cells = table.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(new Set(cells.map(({ length }) => length))).toEqual(new Set([6]));
  expect(cells[0]?.every((cell) => cell !== '')).toBe(true);
  expect(cells[1]).toEqual(['---', '---:', '---:', '---:', '---:', '---:']);
  expect(new Set(cells[0]).size).toBe(6);
  expect(text).toContain('|\n\n**Funn:** ');
  expect(toMarkdown(bynBoard(), { ...OPTIONS, language: 'en' })).toContain('77.7 %');
});

test('a link is quoted by the beginning of its note', () => {
  const doc = emptyBoard();
  write(doc, 'long', null, ` ${'😀'.repeat(81)}`);
  write(doc, 'fits', null, 'b'.repeat(80));
  write(doc, 'one', null, 'en\n\n  to');
  for (const to of ['long', 'fits']) link(doc, 'one', to);
  const lines = linkLines(readBoard(doc));
  expect(lines.get('one' as NoteId)?.sort()).toEqual([`→ ${'b'.repeat(80)}`, `→ ${'😀'.repeat(80)} …`]);
  expect(lines.get('long' as NoteId)).toEqual(['← en to']);
});

test('JSON says which snapshot it is of, when it is one', () => {
  const json = (more: object) => JSON.parse(toJson(readBoard(emptyBoard()), { ...OPTIONS, ...more })) as object;
  expect(json({})).not.toHaveProperty('snapshot');
  expect(json({ snapshotName: 'før' })).toMatchObject({ snapshot: 'før' });
});

test('an outline has the options of choices, and each link at both of its notes', () => {
  const doc = boardDoc(['robuste-fagmiljo'], [], false);
  for (const id of ['a', 'b', 'c']) write(doc, id, null, id);
  link(doc, 'a', 'b', 'l1');
  link(doc, 'a', 'c', 'l2');
  link(doc, 'c', 'c', 'l3');
  const outline = outlineOf(readBoard(doc), 'board', 'nb');
  const links = Object.fromEntries(outline.loose.map((note) => [note.id, note.links]));
  expect(links).toEqual({ a: ['l1', 'l2'], b: ['l1'], c: ['l2', 'l3'] });
  const { properties } = outline.definitions;
  expect(properties['robuste-fagmiljo.teltSom']?.options?.[0]).toEqual({ key: 'paameldte', label: 'Påmeldte' });
  expect(properties['robuste-fagmiljo.deltakere']).not.toHaveProperty('options');
});

test('a text that just fits a cell is one piece, and the next letter begins another', () => {
  expect(cellPieces('')).toEqual(['']);
  expect(cellPieces('x'.repeat(32_767))).toHaveLength(1);
  expect(cellPieces(`${'x'.repeat(32_767)}y`)).toEqual(['x'.repeat(32_767), 'y']);
  expect(cellPieces(`${'x'.repeat(32_766)}😀`)).toEqual(['x'.repeat(32_766), '😀']);
  expect(cellPieces('\n'.repeat(253))).toHaveLength(1);
  expect(cellPieces(`${'\n'.repeat(253)}x\n${'\n'.repeat(253)}`)).toEqual([
    `${'\n'.repeat(253)}x`,
    '\n'.repeat(253),
    '\n',
  ]);
});

test('tabs have names that differ for Excel, whatever is asked for', () => {
  expect(tabNames(['', "'", '  '], '')).toEqual(['1', '1 (2)', '1 (3)']);
  expect(tabNames(['ﬁn', 'fin', 'FIN'], 'x')).toEqual(['ﬁn', 'fin (2)', 'FIN (3)']);
});
