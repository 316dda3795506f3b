import readExcelFile from 'read-excel-file/node';
import type { Board } from '#board/board';
import { toXlsx } from '#formats/xlsx';
import { EXPORTED_AT } from './board-fixture.ts';

export type Rows = (string | number | boolean | Date | null)[][];

/** Exports a board and reads the workbook with another library: the tabs by name, in order. */
export async function workbookOf(board: Board, more: { snapshotName?: string } = {}): Promise<Map<string, Rows>> {
  const bytes = await toXlsx(board, { language: 'nb', boardId: 'board1', exportedAt: EXPORTED_AT, ...more });
  const sheets = (await readExcelFile(Buffer.from(bytes), { trim: false })) as { sheet: string; data: Rows }[];
  return new Map(sheets.map(({ sheet, data }) => [sheet, data]));
}

/** The texts under a heading, without the empty ones. */
export function column(rows: Rows, heading: string): string[] {
  const at = rows[0]?.indexOf(heading) ?? -1;
  if (at < 0) throw new Error(`no column ${heading}`);
  return rows
    .slice(1)
    .map((row) => row[at])
    .filter((value) => typeof value === 'string');
}

/** The text of a note, joined again from the rows that a long text takes. */
export function textOf(rows: Rows, id: string): string {
  const heading = rows[0] ?? [];
  const [text, key] = [heading.indexOf('Tekst'), heading.indexOf('Id')];
  return rows
    .filter((row) => row[key] === id)
    .map((row) => row[text] ?? '')
    .join('');
}
