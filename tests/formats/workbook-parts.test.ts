import { expect, test } from 'vitest';
import { removeField } from '#board/field';
import type { FieldId, LinkId, NoteId } from '#board/ids';
import { addLink } from '#board/link';
import { renameBoard } from '#board/meta';
import { readBoard } from '#board/reading/read-board';
import { looseGroups, notesTab, regionGroups } from '#formats/notes-tab';
import { overviewTab } from '#formats/overview-tab';
import { tableRows } from '#formats/sheet';
import { anchoredAndFollowed, classSums, hoursOf, isTypology } from '#formats/typology';
import { typologyTabs } from '#formats/typology-tabs';
import { boardDoc, bynBoard, EXPORTED_AT, write } from './board-fixture.ts';

const OPTIONS = { language: 'nb', boardId: 'b', exportedAt: EXPORTED_AT } as const;
const CLASS = 'robuste-fagmiljo-paafyll';
const key = (name: string) => `robuste-fagmiljo.${name}`;

type Data = ReturnType<typeof overviewTab>['data'];
const valuesOf = (data: Data) =>
  data.map((row) =>
    row.map((cell) => (typeof cell === 'object' && cell !== null && 'value' in cell ? cell.value : null)),
  );

/** A note of the typology with these values. */
function measure(id: string, properties: Readonly<Record<string, string | number>>) {
  const doc = boardDoc(['robuste-fagmiljo'], [], false);
  const qualified = Object.fromEntries(Object.entries(properties).map(([name, value]) => [key(name), value]));
  write(doc, id, CLASS, id, { properties: qualified });
  const board = readBoard(doc);
  const section = board.sections.find(isTypology);
  const note = board.notes.get(id as NoteId);
  if (section === undefined || note === undefined) throw new Error('no typology');
  return { doc, board, section, note };
}

test('the hours of a measure are 7 a day for each participant, where both are known', () => {
  const hours = (deltakere: string | number | null, varighet: string | number | null) =>
    hoursOf(
      measure('n', { ...(deltakere === null ? {} : { deltakere }), ...(varighet === null ? {} : { varighet }) }).note,
    );
  expect(hours(10, 2)).toBe(140);
  expect(hours(' 10 ', '1,5')).toBe(105);
  expect([hours(0, 2), hours(10, 0)]).toEqual([0, 0]);
  for (const odd of [null, '', 'ti', -1, '-1', '1e999']) {
    expect(hours(odd, 2), String(odd)).toBeNull();
    expect(hours(10, odd), String(odd)).toBeNull();
  }
});

test('a class sums what is known, and lists what is not', () => {
  const { doc, section } = measure('known', { deltakere: 10, varighet: 1 });
  write(doc, 'few', CLASS, 'few', { properties: { [key('deltakere')]: 30 } });
  write(doc, 'none', CLASS, 'none');
  const read = readBoard(doc).sections.find(({ id }) => id === section.id);
  const sums = classSums(read ?? section);
  const own = sums.find(({ region }) => region.id === CLASS);
  expect(own).toMatchObject({ count: 3, participants: 40, share: 1, knownHours: 70, isFinding: false });
  expect(own?.withoutHours.map(({ id }) => id).sort()).toEqual(['few', 'none']);
  for (const one of sums) if (one !== own) expect([one.participants, one.share, one.knownHours]).toEqual([0, 0, 0]);
  const empty = classSums(readBoard(boardDoc(['robuste-fagmiljo'], [], false)).sections.find(isTypology) ?? section);
  expect(empty.every(({ share }) => share === 0)).toBe(true);
  expect(empty.some(({ isFinding }) => !isFinding)).toBe(true);
});

test('the report asks for measures that are both supported and followed up', () => {
  const of = (properties: Readonly<Record<string, string>>) => {
    const { section } = measure('n', properties);
    return anchoredAndFollowed(section).length;
  };
  expect(of({ ledelsesforankret: 'ja', fulgtOpp: 'ja' })).toBe(1);
  for (const one of [
    {},
    { ledelsesforankret: 'ja' },
    { fulgtOpp: 'ja' },
    { ledelsesforankret: 'ja', fulgtOpp: 'nei' },
    { ledelsesforankret: 'nei', fulgtOpp: 'ja' },
  ])
    expect(of(one as Record<string, string>), JSON.stringify(one)).toBe(0);
});

test('the tab of sums has headings, a row for each class, their sum, and the lists below', () => {
  const board = bynBoard();
  const section = board.sections.find(isTypology);
  if (section === undefined) throw new Error('no typology');
  const [, sums] = typologyTabs(board, section, OPTIONS);
  const rows = valuesOf(sums?.data ?? []);
  expect(new Set(rows[0]).size).toBe(6);
  expect(rows[0]?.every((cell) => typeof cell === 'string' && cell !== '')).toBe(true);
  const total = rows[section.regions.length + 1];
  expect(total?.slice(1)).toEqual([14, 1481, 1, 7063, 3]);
  const titles = rows
    .slice(section.regions.length + 2)
    .filter((row, i, all) => row.length === 1 && all[i - 1]?.length === 0);
  expect(titles.map(([title]) => title)).toEqual(['Funn', 'Uten kjent varighet', 'Ledelsesforankret og fulgt opp']);
  expect(String(rows[section.regions.length + 2]?.[0])).toContain('7');
  expect(sums?.widths).toHaveLength(6);
});

test('the tab of sums of an empty typology has no share, and lists only what there is', () => {
  const { section, board } = measure('n', { deltakere: 0, varighet: 1 });
  const [, sums] = typologyTabs(board, section, OPTIONS);
  const rows = valuesOf(sums?.data ?? []);
  expect(rows[section.regions.length + 1]?.slice(1)).toEqual([1, 0, 0, 0, 0]);
  expect(rows.slice(1).flat()).not.toContain('Uten kjent varighet');
});

test('a field without notes has a row of its own as wide as the others', () => {
  const board = readBoard(boardDoc(['alternativer'], ['A', 'B'], false));
  const groups = regionGroups(board, [...board.regions.values()].slice(0, 2), OPTIONS);
  const tab = notesTab(board, OPTIONS, 'x', groups);
  const [headings, ...rows] = valuesOf(tab.data);
  expect(headings).toHaveLength(7);
  expect(rows).toEqual(groups.map(({ title }) => [title, ...Array<null>(6).fill(null)]));
  expect(tab.widths).toHaveLength(7);
});

test('a tab has a column for each property and each one more, at the end', () => {
  const { board, section } = measure('n', { deltakere: 12 });
  const groups = regionGroups(board, section.regions, OPTIONS);
  const extra = [{ title: 'Mer', of: () => 'm' }];
  const tab = notesTab(board, OPTIONS, 'x', groups, { headings: ['Klasse', 'Tittel'], extra });
  const [headings = [], ...rows] = valuesOf(tab.data);
  expect(headings.slice(0, 2)).toEqual(['Klasse', 'Tittel']);
  expect(headings.at(-1)).toBe('Mer');
  expect(headings).toHaveLength(tab.widths.length);
  expect(headings.length).toBeGreaterThan(7 + 2);
  const row = rows.find((one) => one.includes('n'));
  expect(row?.at(-1)).toBe('m');
  expect(row?.[headings.indexOf('Deltakere')] ?? row?.find((value) => value === 12)).toBe(12);
  for (const one of rows) if (one !== row) expect(one).toHaveLength(7);
});

test('a note has its links on a line each, and its author with where it came from', () => {
  const doc = boardDoc(['alternativer'], ['A', 'B'], false);
  for (const id of ['n', 'o', 'p'])
    write(doc, id, null, id, { author: id === 'n' ? '' : 'Kari', source: id === 'o' ? '' : 'e-post' });
  for (const to of ['o', 'p'])
    addLink(doc, { id: `l${to}` as LinkId, type: 't', from: 'n' as NoteId, to: to as NoteId });
  const board = readBoard(doc);
  const rows = valuesOf(notesTab(board, OPTIONS, 'x', looseGroups(board, OPTIONS)).data).slice(1);
  const of = (id: string) => rows.find((row) => row[6] === id);
  expect(of('n')?.slice(3, 5)).toEqual(['→ o\n→ p', '(e-post)']);
  expect(of('o')?.slice(3, 5)).toEqual(['← n', 'Kari']);
  expect(of('p')?.[4]).toBe('Kari (e-post)');
});

test('loose notes are grouped by where they came from', () => {
  const doc = boardDoc(['alternativer'], ['A', 'B'], false);
  for (const [id, region] of [
    ['n1', 'a1-alternativer-risiko'],
    ['n2', 'a2-alternativer-risiko'],
    ['n3', null],
    ['n4', 'a1-alternativer-risiko'],
    ['n5', 'nowhere'],
  ] as const)
    write(doc, id, region, id);
  removeField(doc, 'alternativer-risiko' as FieldId);
  const groups = looseGroups(readBoard(doc), OPTIONS).map(({ notes }) => notes.map(({ id }) => id).sort());
  expect(groups.sort()).toEqual([['n1', 'n4'], ['n2'], ['n3', 'n5']]);
});

test('fields with one title on a board are told apart by their sections', () => {
  const board = readBoard(boardDoc(['alternativer'], ['A', 'B'], false));
  const regions = [...board.regions.values()].filter(({ key: one }) => one === 'risiko');
  expect(regions.length).toBeGreaterThan(1);
  const titles = regionGroups(board, regions, OPTIONS).map(({ title }) => title);
  expect(titles[0]).toMatch(/^Alternativ 1: A: /);
  expect(new Set(titles).size).toBe(regions.length);
  expect(regionGroups(board, regions.slice(0, 1), OPTIONS)[0]?.title).not.toContain(': A:');
});

test('the overview says what the file is, and holds its headings and first column in view', () => {
  const doc = boardDoc(['alternativer', 'robuste-fagmiljo'], ['A', 'B'], false);
  const tab = overviewTab(readBoard(doc), { ...OPTIONS, templateTitles: ['Ett', 'To'] });
  const rows = valuesOf(tab.data);
  expect(rows[1]?.[1]).toBe('Ett, To');
  expect(valuesOf(overviewTab(readBoard(doc), OPTIONS).data)[1]?.[1]).toBe('alternativer, robuste-fagmiljo');
  expect(rows[tab.stickyRows - 1]?.slice(1)).toEqual(['Alternativ 1: A', 'Nullalternativ: B']);
  expect(rows[tab.stickyRows - 2]).toEqual([]);
  expect(tab.stickyColumns).toBe(1);
  expect(tab.widths).toHaveLength(3);
  expect(rows.slice(tab.stickyRows).every((row) => row.length === 3)).toBe(true);
  const repeated = readBoard(doc).sections.find(({ itemId }) => itemId === 'a1');
  expect(rows.slice(tab.stickyRows)).toHaveLength(repeated?.regions.length ?? 0);
  expect(rows.flat()).toContain('Tavla har ingen lapper ennå.');
  write(doc, 'n', null, 'x');
  expect(valuesOf(overviewTab(readBoard(doc), OPTIONS).data).flat()).not.toContain('Tavla har ingen lapper ennå.');
  renameBoard(doc, ' ');
  expect(valuesOf(overviewTab(readBoard(doc), OPTIONS).data)[0]?.[0]).toMatch(/\S/);
});

test('the overview of a board without alternatives counts the notes of each field', () => {
  const { board } = measure('n', {});
  const tab = overviewTab(board, OPTIONS);
  const rows = valuesOf(tab.data);
  expect(rows[tab.stickyRows - 1]).toHaveLength(3);
  const counts = rows.slice(tab.stickyRows);
  expect(counts).toHaveLength(board.regions.size);
  expect(new Set(counts.map((row) => row[0])).size).toBe(board.sections.length);
  expect(counts.every((row) => String(row[1]).length > 1)).toBe(true);
  expect(counts.map((row) => row[2]).sort()).toEqual([...Array<number>(board.regions.size - 1).fill(0), 1]);
});

test('a text that continues in more rows repeats only the columns that say whose it is', () => {
  const rows = valuesOf(tableRows(['field', 'x'.repeat(40_000), 5, 'id'], [0, 3]));
  expect(rows.map((row) => [row[0], row[2], row[3]])).toEqual([
    ['field', 5, 'id'],
    ['field', null, 'id'],
  ]);
  expect(valuesOf(tableRows([])).length).toBe(1);
});

test('cells hold text as text, numbers as numbers, and a share as per cent', () => {
  const [row = []] = tableRows(['=1+1', 5, { share: 0.5 }, null, '', 'toString']);
  expect(row.map((cell) => (cell as { type?: unknown }).type)).toEqual([
    String,
    Number,
    Number,
    undefined,
    undefined,
    String,
  ]);
  expect(valuesOf([row])[0]?.slice(0, 5)).toEqual(['=1+1', 5, 0.5, null, null]);
  expect((row[2] as { format?: string }).format).toContain('%');
  for (const cell of row) expect(cell).toMatchObject({ wrap: true });
});
