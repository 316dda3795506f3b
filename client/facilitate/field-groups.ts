import type { Board } from '#board/board';
import type { Field } from '#board/field';
import type { FieldId, SectionId } from '#board/ids';
import type { Label } from '#board/label';

export interface FieldGroup {
  readonly id: SectionId;
  readonly title: Label;
  readonly repeated: boolean;
  /** In reading order: by row, then column. */
  readonly fields: readonly Field[];
  /** Where there is room for a new field: below the others. */
  readonly free: { readonly column: number; readonly row: number; readonly width: number };
}

/** The board's fields by section. A section that is repeated for each item is listed once. */
export function fieldGroups(board: Board): FieldGroup[] {
  const groups = new Map<SectionId, FieldGroup>();
  for (const { storedId, title, itemId } of board.sections) {
    if (groups.has(storedId)) continue;
    const fields = board.fields.filter((field) => field.section === storedId);
    const free = {
      column: Math.min(...fields.map((field) => field.column), fields.length === 0 ? 0 : Number.POSITIVE_INFINITY),
      row: Math.max(0, ...fields.map((field) => field.row + field.height)),
      width: fields[0]?.width ?? 2,
    };
    groups.set(storedId, { id: storedId, title, repeated: itemId !== null, fields, free });
  }
  return [...groups.values()];
}

/** The field above (-1) or below (1) in the same column: the one to swap places with. */
export function nextField(fields: readonly Field[], field: Field, by: -1 | 1): Field | undefined {
  const column = fields.filter((other) => other.column === field.column);
  return column[column.indexOf(field) + by];
}

/** The new rows of two fields of one column that swap places. Their heights may differ. */
export function swapRows(a: Field, b: Field): { id: FieldId; row: number }[] {
  const [upper, lower] = a.row <= b.row ? [a, b] : [b, a];
  const bottom = Math.max(upper.row + upper.height, lower.row + lower.height);
  return [
    { id: lower.id, row: upper.row },
    { id: upper.id, row: Math.max(bottom - upper.height, upper.row + 1) },
  ];
}
