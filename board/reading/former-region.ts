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
  const { fields, items } = partsOf(board);
  const single = fields.get(regionId);
  if (single !== undefined) return { field: single, item: null };
  if (regionId.length > MOST_ID_LETTERS) return null;
  // Both ids may contain hyphens themselves.
  for (let at = regionId.indexOf('-'); at >= 0; at = regionId.indexOf('-', at + 1)) {
    const [item, field] = [items.get(regionId.slice(0, at)), fields.get(regionId.slice(at + 1))];
    if (item !== undefined && field !== undefined) return { field, item };
  }
  return null;
}

/** Two ids and a hyphen. */
const MOST_ID_LETTERS = 200;

interface Parts {
  readonly fields: ReadonlyMap<string, Field>;
  readonly items: ReadonlyMap<string, Item>;
}

const partsByBoard = new WeakMap<Board, Parts>();

/** The fields and items by id, collected once for each board: a board may have thousands of loose notes. */
function partsOf(board: Board): Parts {
  const known = partsByBoard.get(board);
  if (known !== undefined) return known;
  const parts = {
    fields: byId([...board.fields, ...board.removedFields]),
    items: byId([...board.items, ...board.removedItems]),
  };
  partsByBoard.set(board, parts);
  return parts;
}

function byId<T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

/** The name of a {@link formerRegion} in a language: the item's title, if there is one, and the field's. */
export function formerName(board: Board, regionId: string, language: Language): string | null {
  const former = formerRegion(board, regionId);
  if (former === null) return null;
  const name = labelIn(former.field.title, language);
  return former.item === null ? name : `${former.item.title} – ${name}`;
}
