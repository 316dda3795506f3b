import type { SheetData } from 'write-excel-file/node';
import type { Board } from '#board/board';
import { labelIn } from '#board/label';
import type { Section } from '#board/section';
import type { ExportOptions } from './export-options.ts';
import { notesTab, regionGroups } from './notes-tab.ts';
import { headingCell, labelCell, lineCell, type Tab, tableRows } from './sheet.ts';
import { anchoredAndFollowed, classSums, hoursOf } from './typology.ts';
import { wordsIn } from './words.ts';

/** The two tabs of a typology: all measures with their properties, and the sums of each class. */
export function typologyTabs(board: Board, section: Section, options: ExportOptions): Tab[] {
  const words = wordsIn(options.language);
  const title = labelIn(section.title, options.language);
  const measures = notesTab(board, options, title, regionGroups(board, section.regions, options), {
    headings: [words.measureClass, words.title],
    extra: [{ title: words.hours, of: (note) => hoursOf(note) ?? words.hoursUnknown }],
  });
  return [measures, sumsTab(section, `${title} – ${words.sums}`, options)];
}

function sumsTab(section: Section, name: string, { language }: ExportOptions): Tab {
  const words = wordsIn(language);
  const sums = classSums(section);
  const sum = (of: (one: (typeof sums)[number]) => number) => sums.reduce((total, one) => total + of(one), 0);
  const participants = sum((one) => one.participants);
  const findings = sums
    .filter((one) => one.isFinding)
    .map((one) => words.emptyClass.replace('{class}', () => labelIn(one.region.title, language)));
  return {
    name,
    data: [
      [words.measureClass, words.count, words.participants, words.share, words.knownHours, words.withoutHours].map(
        headingCell,
      ),
      ...sums.flatMap((one) =>
        tableRows([
          labelIn(one.region.title, language),
          one.count,
          one.participants,
          { share: one.share },
          one.knownHours,
          one.withoutHours.length,
        ]),
      ),
      ...tableRows([
        words.total,
        sum((one) => one.count),
        participants,
        { share: participants === 0 ? 0 : 1 },
        sum((one) => one.knownHours),
        sum((one) => one.withoutHours.length),
      ]),
      [lineCell(words.hoursRule)],
      ...list(words.findings, findings),
      ...list(
        words.withoutHours,
        sums.flatMap((one) => one.withoutHours.map((note) => note.text)),
      ),
      ...list(
        words.anchoredAndFollowed,
        anchoredAndFollowed(section).map((note) => note.text),
      ),
    ],
    widths: [60, 12, 14, 20, 14, 22],
    stickyRows: 1,
  };
}

function list(title: string, texts: readonly string[]): SheetData {
  if (texts.length === 0) return [];
  return [[], [labelCell(title)], ...texts.flatMap((text) => tableRows([text]))];
}
