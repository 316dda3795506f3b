import type { CellObject, SheetData } from 'write-excel-file/node';
import { cellPieces, escapeCell } from './cell-text.ts';

/** One tab of the workbook. Its name is made valid and unique later, when all tabs are known; see tab-name.ts. */
export interface Tab {
  readonly name: string;
  readonly data: SheetData;
  /** In characters. */
  readonly widths: readonly number[];
  /** Rows and columns that stay in view. */
  readonly stickyRows: number;
  readonly stickyColumns?: number;
}

/** What a cell holds: text (never a formula), a number, or a share from 0 to 1 that is shown as per cent. */
export type CellValue = string | number | { readonly share: number } | null;

const LINE = '#d5dde3';
const BORDER = { bottomBorderColor: LINE, bottomBorderStyle: 'thin' } as const;

/** A heading that stays in view. */
export function headingCell(text: string): CellObject {
  return {
    ...plain(text),
    fontWeight: 'bold',
    textColor: '#ffffff',
    backgroundColor: '#1f4e5a',
    wrap: true,
    alignVertical: 'center',
  };
}

/** The name of the board, above the first table. */
export function titleCell(text: string): CellObject {
  return { ...plain(text), fontWeight: 'bold', fontSize: 16, textColor: '#1f4e5a' };
}

/** A cell that names what is to the right of it. */
export function labelCell(text: string): CellObject {
  return {
    ...plain(text),
    ...BORDER,
    fontWeight: 'bold',
    backgroundColor: '#eef3f5',
    wrap: true,
    alignVertical: 'top',
  };
}

/** Text outside the table. It is not wrapped, so it may run over empty cells to its right. */
export function lineCell(text: string): CellObject {
  return plain(text);
}

/** The rows for one row of values: a text too long for a cell continues in more rows, with the `repeated` columns. */
export function tableRows(values: readonly CellValue[], repeated: readonly number[] = []): SheetData {
  const columns = values.map((value) => (typeof value === 'string' ? cellPieces(value) : [value]));
  const height = Math.max(1, ...columns.map((pieces) => pieces.length));
  return Array.from({ length: height }, (_, row) =>
    columns.map((pieces, column) => valueCell(pieces[repeated.includes(column) ? 0 : row] ?? null)),
  );
}

function valueCell(value: CellValue): CellObject {
  const look = { ...BORDER, wrap: true, alignVertical: 'top' } as const;
  if (value === null || value === '') return { ...look };
  if (typeof value === 'number') return { ...look, value, type: Number };
  if (typeof value === 'object') return { ...look, value: value.share, type: Number, format: '0.0%' };
  return { ...look, ...plain(value) };
}

/** A cell that is always text, so `=1+1` on a note does not become a formula. */
function plain(text: string): CellObject {
  const value = escapeCell(cellPieces(text)[0] ?? '');
  // The library looks texts up in a plain object: `toString` or `__proto__` would find something inherited and damage
  // the file. A NUL in front prevents that; the library drops it when it writes.
  return { value: value in {} ? `\u0000${value}` : value, type: String };
}
