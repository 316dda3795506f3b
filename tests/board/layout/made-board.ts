import type { Board } from '#board/board';
import { createBoardDoc } from '#board/board-doc';
import type { ItemId, NoteId, RegionId } from '#board/ids';
import { ALTERNATIVE } from '#board/item';
import { type BoardLayout, layoutBoard } from '#board/layout/board-layout';
import type { Box, Dragged } from '#board/layout/measure';
import { addNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { seedBoard } from '#board/template/seed-board';
import type { Template } from '#board/template/template';

type Section = Template['sections'][number];
type Field = Section['fields'][number];

/** A field at a place of its section's grid; two notes wide and a row high unless it is said otherwise. */
export function field(key: string, column: number, row: number, more: Partial<Field> = {}): Field {
  return { key, title: key, column, row, width: 2, height: 1, ...more } as Field;
}

/** A template with these sections, all of them repeated over the alternatives or none. */
export function template(id: string, sections: Readonly<Record<string, readonly Field[]>>, perItem = false): Template {
  return {
    id,
    version: 1,
    title: id,
    description: id,
    parameters: { alternatives: perItem },
    sections: Object.entries(sections).map(([key, fields]) => ({
      key,
      title: key,
      fields,
      ...(perItem ? { per: ALTERNATIVE } : {}),
    })),
  } as unknown as Template;
}

/** Notes by their region's id, each with its height: `{ 'x-risk': [80, 120] }`; they are called `x-risk.0` and so on. */
export type Heights = Readonly<Record<string, readonly number[]>>;

/** A laid out board of templates, with that many alternatives `a1`, `a2` … */
export class MadeBoard {
  readonly board: Board;
  readonly layout: BoardLayout;
  readonly heightOf: (note: { readonly id: string }) => number;

  constructor(
    templates: readonly Template[],
    alternatives = 0,
    notes: Heights = {},
    dragged: Dragged | null = null,
    stateOfFirst: string | null = null,
  ) {
    const doc = createBoardDoc();
    let seeded = 0;
    seedBoard(doc, {
      templates,
      title: '',
      language: 'nb',
      items: Array.from({ length: alternatives }, (_, i) => ({
        id: `a${i + 1}` as ItemId,
        dimension: ALTERNATIVE,
        title: '',
        state: i === 0 ? stateOfFirst : null,
      })),
      createdAt: 0,
      newId: () => `seeded${seeded++}`,
    });
    const heights = new Map<string, number>();
    for (const [regionId, all] of Object.entries(notes)) {
      for (const [i, height] of all.entries()) {
        const id = `${regionId}.${i}`;
        heights.set(id, height);
        addNote(doc, { id: id as NoteId, text: '', regionId: regionId as RegionId, author: '', createdAt: 0 });
      }
    }
    this.board = readBoard(doc);
    this.heightOf = ({ id }) => heights.get(id) ?? 0;
    this.layout = layoutBoard(this.board, this.heightOf, null, dragged);
  }

  region(id: string): Box {
    return this.layout.regions.get(id as RegionId) ?? none(id);
  }

  note(id: string): Box {
    return this.layout.notes.get(id as NoteId) ?? none(id);
  }
}

function none(id: string): never {
  throw new Error(`${id} has no box`);
}

export const right = ({ x, w }: Box): number => x + w;
export const bottom = ({ y, h }: Box): number => y + h;
