import { readFileSync } from 'node:fs';
import type * as Y from 'yjs';
import type { Board } from '#board/board';
import { createBoardDoc } from '#board/board-doc';
import type { ItemId, NoteId, RegionId } from '#board/ids';
import { ALTERNATIVE, NULL_STATE } from '#board/item';
import { addNote, type NewNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { seedBoard } from '#board/template/seed-board';
import type { Template } from '#board/template/template';

/** Boards to export, made in the way in which the server makes them. */

/** The folder of the templates, whatever folder the tests are started in. */
export const TEMPLATES = new URL('../../templates/', import.meta.url);
export const EXPORTED_AT = Date.UTC(2026, 10, 22, 13, 16);
const CREATED_AT = Date.UTC(2024, 4, 23, 12, 16);

export interface Course {
  readonly t: string;
  readonly k: string;
  readonly n: number;
  readonly v: number | null;
  readonly forankret?: boolean;
  readonly fulgtOpp?: boolean;
}

export function templateOf(id: string): Template {
  return JSON.parse(readFileSync(new URL(`${id}.json`, TEMPLATES), 'utf8')) as Template;
}

export function seedData(): { byn: Course[]; alternativer: { felt: { key: string; nb: string; nn: string }[] } } {
  return JSON.parse(readFileSync(new URL('demo/seed-data.json', TEMPLATES), 'utf8')) as ReturnType<typeof seedData>;
}

/** A seeded document with alternatives `a1`, `a2` … of the given titles, the last one the null alternative. */
export function boardDoc(templates: readonly string[], titles: readonly string[] = [], seeded = true): Y.Doc {
  const doc = createBoardDoc();
  let next = 0;
  const read = templates.map(templateOf).map((one) => (seeded ? one : { ...one, seededNotes: [] }));
  seedBoard(doc, {
    templates: read,
    title: 'Digital arbeidsøkt',
    language: 'nb',
    items: titles.map((title, i) => ({
      id: `a${i + 1}` as ItemId,
      dimension: ALTERNATIVE,
      title,
      state: i === titles.length - 1 ? NULL_STATE : null,
    })),
    createdAt: CREATED_AT,
    newId: () => `seeded${next++}`,
  });
  return doc;
}

/** Adds a note to a region given by its id, or a loose one. */
export function write(
  doc: Y.Doc,
  id: string,
  regionId: string | null,
  text: string,
  more: Partial<Pick<NewNote, 'properties' | 'author' | 'source'>> = {},
): void {
  addNote(doc, {
    id: id as NoteId,
    text,
    regionId: regionId as RegionId | null,
    author: 'Deltaker A',
    createdAt: CREATED_AT,
    ...more,
  });
}

/** The board with the 14 courses of the source in their classes. */
export function bynBoard(): Board {
  const doc = boardDoc(['robuste-fagmiljo']);
  for (const [i, { t, k, n, v, forankret, fulgtOpp }] of seedData().byn.entries()) {
    const known = {
      deltakere: n,
      ...(v === null ? {} : { varighet: v }),
      ...(forankret ? { ledelsesforankret: 'ja' } : {}),
      ...(fulgtOpp ? { fulgtOpp: 'ja' } : {}),
    };
    const qualified = Object.entries(known).map(([key, value]) => [`robuste-fagmiljo.${key}`, value]);
    write(doc, `course${i}`, `robuste-fagmiljo-${k}`, t, { properties: Object.fromEntries(qualified) });
  }
  return readBoard(doc);
}
