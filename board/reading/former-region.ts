import type { Board } from '../board.ts';
import type { Field } from '../field.ts';
import type { Item } from '../item.ts';
import { type Language, labelIn } from '../label.ts';

/** The field and, in a repeated section, the item of a region that is no longer shown. */
export interface FormerRegion {
  readonly field: Field;
  readonly item: Item | null;
}

/**
 * Finds the field and item of a region that is no longer shown because one of them was removed, or because the null
 * alternative lacks it. For saying where a loose note came from. Null if the field or the item is unknown.
 */
export function formerRegion(board: Board, regionId: string): FormerRegion | null {
  for (const field of [...board.fields, ...board.removedFields]) {
    if (regionId === field.id) return { field, item: null };
    if (!regionId.endsWith(`-${field.id}`)) continue;
    const itemId = regionId.slice(0, -field.id.length - 1);
    const item = [...board.items, ...board.removedItems].find((one) => one.id === itemId);
    if (item !== undefined) return { field, item };
  }
  return null;
}

/** The name of a {@link formerRegion} in a language: the item's title, if there is one, and the field's. */
export function formerName(board: Board, regionId: string, language: Language): string | null {
  const former = formerRegion(board, regionId);
  if (former === null) return null;
  const name = labelIn(former.field.title, language);
  return former.item === null ? name : `${former.item.title} – ${name}`;
}
