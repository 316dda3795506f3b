import writeExcelFile from 'write-excel-file/node';
import type { Board } from '#board/board';
import { type Item, isNullItem } from '#board/item';
import type { ExportOptions } from './export-options.ts';
import { looseGroups, notesTab, regionGroups } from './notes-tab.ts';
import { overviewTab } from './overview-tab.ts';
import type { Tab } from './sheet.ts';
import { tabNames } from './tab-name.ts';
import { isTypology } from './typology.ts';
import { typologyTabs } from './typology-tabs.ts';
import { wordsIn } from './words.ts';

/**
 * The board as an Excel workbook: an overview that compares, a tab for each alternative, one for everything general,
 * and for each typology its measures and sums. Every note is in exactly one of the tabs after the overview.
 */
export async function toXlsx(board: Board, options: ExportOptions): Promise<Uint8Array> {
  const tabs = tabsOf(board, options);
  const names = tabNames(
    tabs.map((tab) => tab.name),
    wordsIn(options.language).overview,
  );
  const sheets = tabs.map((tab, i) => ({
    sheet: names[i] ?? tab.name,
    data: tab.data,
    columns: tab.widths.map((width) => ({ width })),
    stickyRowsCount: tab.stickyRows,
    ...(tab.stickyColumns === undefined ? {} : { stickyColumnsCount: tab.stickyColumns }),
    showGridLines: false,
    orientation: 'landscape' as const,
  }));
  return writeExcelFile(sheets, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer();
}

function tabsOf(board: Board, options: ExportOptions): Tab[] {
  const words = wordsIn(options.language);
  const single = board.sections.filter((section) => section.itemId === null);
  const general = single.filter((section) => !isTypology(section)).flatMap((section) => section.regions);
  return [
    overviewTab(board, options),
    ...board.items.map((item) => {
      const own = board.sections.filter((section) => section.itemId === item.id);
      const regions = own.flatMap((section) => section.regions);
      return notesTab(board, options, tabTitle(item, options), regionGroups(board, regions, options));
    }),
    notesTab(board, options, words.general, [...regionGroups(board, general, options), ...looseGroups(board, options)]),
    ...single.filter(isTypology).flatMap((section) => typologyTabs(board, section, options)),
  ];
}

/** The number and the name only, because a tab name has at most 31 characters. The overview has the full title. */
function tabTitle(item: Item, { language }: ExportOptions): string {
  const words = wordsIn(language);
  const name = item.title.trim();
  if (name !== '') return `${item.number} ${name}`;
  return isNullItem(item) ? words.nullAlternative : `${words.alternative} ${item.number}`;
}
