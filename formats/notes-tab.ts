import type { Board } from '#board/board';
import type { RegionId } from '#board/ids';
import { labelIn } from '#board/label';
import type { Note } from '#board/note';
import { formerName } from '#board/reading/former-region';
import type { Region } from '#board/region';
import type { ExportOptions } from './export-options.ts';
import { localTime } from './local-time.ts';
import { linkLines } from './note-links.ts';
import { propertyDefinitions, propertyKeys, propertyTitle, propertyValue } from './note-properties.ts';
import { type CellValue, headingCell, type Tab, tableRows } from './sheet.ts';
import { wordsIn } from './words.ts';

/** Notes under one title: those of a region, or loose ones with the same origin. */
export interface NoteGroup {
  readonly title: string;
  readonly region: Region | null;
  readonly notes: readonly Note[];
}

/** A column that a tab has in addition to those of every tab of notes. */
export interface ExtraColumn {
  readonly title: string;
  readonly of: (note: Note) => CellValue;
}

const WIDTHS = [30, 70, 34, 40, 20, 17, 26];
const EXTRA_WIDTH = 18;
/** Columns (field and id) repeated in the rows that continue a long text, so that each row says whose it is. */
const REPEATED = [0, 6];

/** A tab with one row for each note. A field without notes gets an empty row, to show that the field exists. */
export function notesTab(
  board: Board,
  options: ExportOptions,
  name: string,
  groups: readonly NoteGroup[],
  own: { readonly headings?: readonly [string, string]; readonly extra?: readonly ExtraColumn[] } = {},
): Tab {
  const { language } = options;
  const words = wordsIn(language);
  const extra = own.extra ?? [];
  const definitions = propertyDefinitions(board);
  const links = linkLines(board);
  const defined = groups.flatMap((group) => group.region?.properties ?? []);
  const keys = propertyKeys(
    defined,
    groups.flatMap((group) => group.notes),
  );
  const [field, text] = own.headings ?? [words.field, words.text];
  const headings = [field, text, words.counterArguments, words.link, words.author, words.time, words.id];
  const propertyTitles = keys.map((key) => propertyTitle(key, definitions.get(key), language));
  const rowsOf = (title: string, note: Note) =>
    tableRows(
      [
        title,
        note.text,
        null,
        links.get(note.id)?.join('\n') ?? null,
        note.source === '' ? note.author : `${note.author} (${note.source})`.trim(),
        localTime(note.createdAt),
        note.id,
        ...keys.map((key) => propertyValue(note, key, definitions.get(key), language)),
        ...extra.map((column) => column.of(note)),
      ],
      REPEATED,
    );
  return {
    name,
    data: [
      [...headings, ...propertyTitles, ...extra.map((column) => column.title)].map(headingCell),
      ...groups.flatMap(({ title, notes }) =>
        notes.length === 0
          ? tableRows([title, ...headings.slice(1).map(() => null)])
          : notes.flatMap((note) => rowsOf(title, note)),
      ),
    ],
    widths: [...WIDTHS, ...keys.map(() => EXTRA_WIDTH), ...extra.map(() => EXTRA_WIDTH)],
    stickyRows: 1,
  };
}

/** The regions as groups. If two share a title (several templates on one board), it is preceded by the section's. */
export function regionGroups(board: Board, regions: readonly Region[], options: ExportOptions): NoteGroup[] {
  const titles = regions.map((region) => labelIn(region.title, options.language));
  return regions.map((region, i): NoteGroup => {
    const title = titles[i] ?? '';
    const shared = titles.indexOf(title) !== titles.lastIndexOf(title);
    const section = shared ? board.sections.find((one) => one.id === region.sectionId) : undefined;
    const name = section === undefined ? title : `${labelIn(section.title, options.language)}: ${title}`;
    return { title: name, region, notes: region.notes };
  });
}

/** The loose notes, one group for each former region that they came from and one for all others. */
export function looseGroups(board: Board, { language }: ExportOptions): NoteGroup[] {
  const words = wordsIn(language);
  const groups = new Map<RegionId | null, { title: string; region: null; notes: Note[] }>();
  for (const note of board.loose) {
    const name = note.formerRegionId === null ? null : formerName(board, note.formerRegionId, language);
    const origin = name === null ? null : note.formerRegionId;
    const group = groups.get(origin);
    if (group !== undefined) group.notes.push(note);
    else {
      const title = name === null ? words.noField : words.noFieldBut.replace('{field}', () => name);
      groups.set(origin, { title, region: null, notes: [note] });
    }
  }
  return [...groups.values()];
}
