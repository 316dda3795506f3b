import type { SheetData } from 'write-excel-file/node';
import type { Board } from '#board/board';
import { regionIdOf } from '#board/ids';
import { labelIn } from '#board/label';
import { losesCharacters } from './cell-text.ts';
import type { ExportOptions } from './export-options.ts';
import { localTime } from './local-time.ts';
import { headingCell, labelCell, lineCell, type Tab, tableRows, titleCell } from './sheet.ts';
import { wordsIn } from './words.ts';

/** The first tab: what this file is, then the alternatives side by side, field by field. */
export function overviewTab(board: Board, options: ExportOptions): Tab {
  const words = wordsIn(options.language);
  const head: SheetData = [
    [titleCell(board.meta.title.trim() || words.untitled)],
    [lineCell(words.template), lineCell((options.templateTitles ?? board.meta.templates).join(', '))],
    [lineCell(words.exported), lineCell(localTime(options.exportedAt))],
  ];
  if (options.snapshotName !== undefined) head.push([lineCell(words.snapshot), lineCell(options.snapshotName)]);
  if (board.notes.size === 0) head.push([lineCell(words.emptyBoard)]);
  const cut = [...board.notes.values()].filter(({ text, author, source }) =>
    [text, author, source].some(losesCharacters),
  );
  const ids = cut.map(({ id }) => id).sort();
  if (cut.length > 0) head.push(...tableRows([words.charactersLost, ids.join(', ')]));
  head.push([]);
  const compared = board.items.length > 0;
  return {
    name: words.overview,
    data: [...head, ...(compared ? comparison(board, options) : counts(board, options))],
    widths: compared ? [34, ...board.items.map(() => 46)] : [50, 60, 12],
    stickyRows: head.length + 1,
    stickyColumns: 1,
  };
}

/** Rows are fields, columns are alternatives; a cell has the texts of the region's notes, each on its own line. */
function comparison(board: Board, { language }: ExportOptions): SheetData {
  const words = wordsIn(language);
  const repeated = new Set(board.sections.filter((one) => one.itemId !== null).map((one) => one.storedId));
  const titles = board.items.map(({ id, title }) => {
    const section = board.sections.find((one) => one.itemId === id);
    return section === undefined ? title : labelIn(section.title, language);
  });
  const rows = board.fields
    .filter((field) => repeated.has(field.section))
    .flatMap((field) => {
      const texts = board.items.map(({ id }) => {
        const region = board.regions.get(regionIdOf(field.id, id));
        return region === undefined ? words.notForNull : region.notes.map((note) => note.text).join('\n');
      });
      const named = tableRows([labelIn(field.title, language), ...texts], [0]);
      return named.map(([, ...cells]) => [labelCell(labelIn(field.title, language)), ...cells]);
    });
  return [[headingCell(words.field), ...titles.map(headingCell)], ...rows];
}

/** For a board without alternatives, which has nothing to compare: its fields with the number of notes in each. */
function counts(board: Board, { language }: ExportOptions): SheetData {
  const words = wordsIn(language);
  const rows = board.sections.flatMap((section) =>
    section.regions.flatMap((region) =>
      tableRows([labelIn(section.title, language), labelIn(region.title, language), region.notes.length]),
    ),
  );
  return [[headingCell(words.board), headingCell(words.field), headingCell(words.notes)], ...rows];
}
