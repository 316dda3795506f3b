import { expect, test } from 'vitest';
import { removeField } from '#board/field';
import type { FieldId, LinkId, NoteId } from '#board/ids';
import { addLink } from '#board/link';
import { readBoard } from '#board/reading/read-board';
import { boardDoc, bynBoard, seedData, write } from './board-fixture.ts';
import { column, textOf, workbookOf } from './workbook.ts';

const HEADINGS = ['Felt', 'Tekst', 'Motargumenter', 'Kobling', 'Forfatter', 'Tidspunkt', 'Id'];

test('the tabs are the overview, one for each alternative, a general one, and the typology', async () => {
  const doc = boardDoc(['alternativer', 'robuste-fagmiljo'], ['BET i FACT ung', '', 'Ikke noe BET-tilbud']);
  const workbook = await workbookOf(readBoard(doc));
  expect([...workbook.keys()]).toEqual([
    'Oversikt',
    '1 BET i FACT ung',
    'Alternativ 2',
    '3 Ikke noe BET-tilbud',
    'Generelt',
    'Typologi',
    'Typologi – sum',
  ]);
  expect(workbook.get('1 BET i FACT ung')?.[0]).toEqual(HEADINGS);
  expect(column(workbook.get('1 BET i FACT ung') ?? [], 'Felt')).toEqual(seedData().alternativer.felt.map((f) => f.nb));
  expect(column(workbook.get('3 Ikke noe BET-tilbud') ?? [], 'Felt')).toHaveLength(4);
  expect(column(workbook.get('Generelt') ?? [], 'Tekst')).toContain('Solid ledelsesforankring');
});

test('the overview says what the file is and compares alternatives field by field', async () => {
  const doc = boardDoc(['alternativer'], ['BET i FACT ung', 'Ikke noe BET-tilbud']);
  write(doc, 'n1', 'a1-alternativer-risiko', 'Eksempel: én');
  write(doc, 'n2', 'a1-alternativer-risiko', 'Eksempel: to');
  const rows = (await workbookOf(readBoard(doc), { snapshotName: 'før plenumsmøtet' })).get('Oversikt') ?? [];
  const flat = rows.map((row) => row.filter((cell) => cell !== null));
  expect(flat[0]).toEqual(['Digital arbeidsøkt']);
  expect(flat).toContainEqual(['Eksportert', '22.11.2026 14:16']);
  expect(flat).toContainEqual(['Versjon', 'før plenumsmøtet']);
  expect(flat).toContainEqual(['Felt', 'Alternativ 1: BET i FACT ung', 'Nullalternativ: Ikke noe BET-tilbud']);
  expect(flat).toContainEqual(['Risiko som ligger i alternativet', 'Eksempel: én\nEksempel: to']);
  expect(flat).toContainEqual(['Risiko ved å velge bort', '(finnes ikke)']);
});

test('the overview names the notes with characters that the file leaves out, and no others', async () => {
  const doc = boardDoc(['alternativer'], ['A', 'B']);
  write(doc, 'whole', 'a1-alternativer-risiko', 'æøå 😀\ttabulator\r\nny linje');
  const lines = async () => (await workbookOf(readBoard(doc))).get('Oversikt')?.flat().join('\n') ?? '';
  expect(await lines()).not.toContain('utelatt');
  write(doc, 'control', 'a1-alternativer-risiko', 'a\u0001b');
  write(doc, 'replacement', 'a1-alternativer-risiko', 'a\ufffdb');
  write(doc, 'no-character', 'a1-alternativer-risiko', 'a\uffffb');
  expect(await lines()).toContain('utelatt\ncontrol, no-character, replacement\n');
});

test('both notes show their link, and a loose note the alternative and field it came from', async () => {
  const doc = boardDoc(['alternativer'], ['A', 'B']);
  write(doc, 'risk', 'a1-alternativer-risiko', 'Eksempel: risiko');
  write(doc, 'measure', 'a1-alternativer-tiltak', 'Eksempel: tiltak');
  write(doc, 'left', 'a1-alternativer-muligheter', 'Eksempel: blir igjen');
  write(doc, 'other', 'a2-alternativer-muligheter', 'Eksempel: blir også igjen');
  write(doc, 'free', null, 'Eksempel: fri lapp', { source: 'e-post' });
  addLink(doc, { id: 'l1' as LinkId, type: 'measure', from: 'measure' as NoteId, to: 'risk' as NoteId });
  removeField(doc, 'alternativer-muligheter' as FieldId);
  const workbook = await workbookOf(readBoard(doc));
  expect(column(workbook.get('1 A') ?? [], 'Kobling')).toEqual(['← Eksempel: tiltak', '→ Eksempel: risiko']);
  const general = workbook.get('Generelt') ?? [];
  const fieldOf = (id: string) => general.find((row) => row.includes(id))?.[0];
  expect(fieldOf('left')).toBe('Uten felt (før: A – Muligheter som alternativet gir)');
  expect(fieldOf('other')).toBe('Uten felt (før: B – Muligheter som alternativet gir)');
  expect(general.find((row) => row.includes('free'))?.slice(0, 5)).toEqual([
    'Uten felt',
    'Eksempel: fri lapp',
    null,
    null,
    'Deltaker A (e-post)',
  ]);
});

test('texts are read back unchanged, whatever they look like', async () => {
  const texts = {
    formula: '=1+1',
    plus: '+47 22 00 00 00',
    minus: '-2',
    at: '@SUM(A1)',
    lines: 'første\n\n  tredje, innrykket',
    letters: 'æøå ÆØÅ é 👩🏽‍⚕️ 😀',
    markup: '<b>&amp;"\'</b>',
    long: 'Eksempel: langt. '.repeat(300).slice(0, 5_000),
    inherited: 'toString',
    prototype: '__proto__',
    cellFull: 'x'.repeat(40_000) + '😀'.repeat(30_000),
    manyLines: 'linje\n'.repeat(600),
  };
  const doc = boardDoc(['alternativer'], ['A', 'B']);
  for (const [id, text] of Object.entries(texts)) write(doc, id, 'a1-alternativer-muligheter', text);
  const rows = (await workbookOf(readBoard(doc))).get('1 A') ?? [];
  for (const [id, text] of Object.entries(texts)) expect(textOf(rows, id)).toBe(text);
  for (const row of rows) for (const cell of row) expect(String(cell ?? '').length).toBeLessThanOrEqual(32_767);
});

test('characters that a file cannot hold are left out, and nothing else', async () => {
  const doc = boardDoc(['alternativer'], ['A', 'B']);
  write(doc, 'n1', 'a1-alternativer-muligheter', 'a\u0000b\u001bc\ud800d\udc00e\ufffef\uffffg\th');
  expect(textOf((await workbookOf(readBoard(doc))).get('1 A') ?? [], 'n1')).toBe('abcdefg\th');
});

test('the sums of the typology are those of the report, as numbers', async () => {
  const workbook = await workbookOf(bynBoard());
  const sums = workbook.get('Typologi – sum') ?? [];
  expect(sums[1]).toEqual(['Utdanning/faglig påfyll', 9, 1151, 1151 / 1481, 4039, 1]);
  expect(sums[2]).toEqual(['Fagutviklingstiltak', 5, 330, 330 / 1481, 3024, 2]);
  expect(sums[3]).toEqual(['Veiledning', 0, 0, 0, 0, 0]);
  expect(sums[5]).toEqual(['Sum', 14, 1481, 1, 7063, 3]);
  expect(((1151 / 1481) * 100).toFixed(1)).toBe('77.7');
  const lines = sums.map((row) => row[0]);
  expect(lines).toContain('Ingen lapper i Veiledning');
  expect(lines).not.toContain('Ingen lapper i Ikke klassifisert');
  expect(
    lines.slice(lines.indexOf('Uten kjent varighet') + 1, lines.indexOf('Ledelsesforankret og fulgt opp')),
  ).toEqual(expect.arrayContaining(['Recoverydager i BYN']));
  const measures = workbook.get('Typologi') ?? [];
  const hours = measures[0]?.indexOf('Timer') ?? -1;
  expect(measures.find((row) => row[1] === 'MI Motiverende Intervju')?.[hours]).toBe(2268);
  expect(measures.find((row) => row[1] === 'Recoverydager i BYN')?.[hours]).toBe('varighet mangler');
});

test('the workbook of a board without notes says so', async () => {
  const rows = (await workbookOf(readBoard(boardDoc(['robuste-fagmiljo'], [])))).get('Oversikt') ?? [];
  expect(rows.map((row) => row[0])).toContain('Tavla har ingen lapper ennå.');
});
