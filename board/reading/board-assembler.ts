import type * as Y from 'yjs';
import type { Board, PlainRoot, ReadingProblem } from '../board.ts';
import { RECORD_ROOTS } from '../board-doc.ts';
import type { Field } from '../field.ts';
import type { NoteId, RegionId } from '../ids.ts';
import type { Item, StoredItem } from '../item.ts';
import { readMeta } from '../meta.ts';
import type { Note, StoredNote } from '../note.ts';
import type { Readings, RecordRoot } from '../nouns.ts';
import { compareOrder } from '../order.ts';
import type { Region } from '../region.ts';
import type { Section } from '../section.ts';
import { type EmptySection, emptySections } from './empty-sections.ts';
import { byProblem, notRecords } from './reading-problems.ts';

/**
 * Assembles a board from readings: makes regions from fields and items, and puts each note into its region. Notes and
 * regions that equal those of the previous board are the same objects.
 */
export class BoardAssembler {
  /** The reading behind each note: while it is the same object, the note can be reused. */
  readonly #shown = new Map<NoteId, { readonly stored: StoredNote; readonly note: Note }>();
  #regions: ReadonlyMap<RegionId, Region> = new Map();

  assemble(doc: Y.Doc, readings: Readings): Board {
    const problems = notRecords(readings);
    const items = inOrder(readings.items);
    const fields = inOrder(readings.fields);
    const shownItems = numbered(items.filter((item) => !item.removed));
    const shownFields = fields.filter((field) => !field.removed).sort(byRow);
    const empty = emptySections(inOrder(readings.sections), shownFields, shownItems, problems);
    const { notes, inRegion, loose, deleted } = this.#sortNotes(readings.notes, empty, problems);
    const regions = new Map<RegionId, Region>();
    const sections = empty.map(({ section, regions: parts }): Section => {
      const filled = parts.map((part) => this.#fill(part, inRegion.get(part.id) ?? []));
      for (const region of filled) regions.set(region.id, region);
      return { ...section, regions: filled };
    });
    this.#regions = regions;
    return {
      ...plainRecords(readings),
      meta: readMeta(doc),
      items: shownItems,
      removedItems: items.filter((item) => item.removed).map((item) => ({ ...item, number: 0 })),
      sections,
      fields: shownFields,
      removedFields: fields.filter((field) => field.removed),
      regions,
      notes,
      loose,
      deleted,
      links: inOrder(readings.links).filter((link) => notes.has(link.from) && notes.has(link.to)),
      problems: problems.sort(byProblem),
    };
  }

  #sortNotes(stored: Readings['notes'], sections: readonly EmptySection[], problems: ReadingProblem[]) {
    const regionById = new Map(
      sections.flatMap(({ regions }) => regions.map((region) => [region.id, region] as const)),
    );
    const notes = new Map<NoteId, Note>();
    const inRegion = new Map<RegionId, Note[]>();
    const loose: Note[] = [];
    const deleted: Note[] = [];
    for (const one of stored.values()) {
      if (one === null) continue;
      const region = one.regionId === null ? undefined : regionById.get(one.regionId);
      const note = this.#show(one, region);
      if (note.deletedAt !== null) {
        deleted.push(note);
        continue;
      }
      notes.set(note.id, note);
      if (region === undefined) loose.push(note);
      else {
        const row = inRegion.get(region.id);
        if (row === undefined) inRegion.set(region.id, [note]);
        else row.push(note);
      }
      if (note.formerRegionId !== null) problems.push({ root: 'notes', id: note.id, what: 'unknown-region' });
    }
    if (this.#shown.size > stored.size)
      for (const id of this.#shown.keys()) if (!stored.has(id)) this.#shown.delete(id);
    for (const row of inRegion.values()) row.sort(compareOrder);
    loose.sort(compareOrder);
    deleted.sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0) || compareOrder(a, b));
    return { notes, inRegion, loose, deleted };
  }

  /** The note as people see it: in the region given, or loose. */
  #show(stored: StoredNote, region: Region | undefined): Note {
    const kind = region?.noteKind ?? stored.kind;
    const colour = region?.colour ?? 'yellow';
    const formerRegionId = region === undefined ? stored.regionId : null;
    const before = this.#shown.get(stored.id);
    if (before !== undefined && before.stored === stored) {
      const { note } = before;
      if (note.kind === kind && note.colour === colour && note.formerRegionId === formerRegionId) return note;
    }
    const note: Note = { ...stored, kind, colour, regionId: region?.id ?? null, formerRegionId };
    this.#shown.set(note.id, { stored, note });
    return note;
  }

  #fill(region: Region, notes: readonly Note[]): Region {
    const before = this.#regions.get(region.id);
    if (before === undefined) return { ...region, notes };
    const sameNotes = before.notes.length === notes.length && before.notes.every((note, i) => note === notes[i]);
    if (sameNotes && sameRegion(before, region)) return before;
    return { ...region, notes: sameNotes ? before.notes : notes };
  }
}

/** Whether two regions are equal apart from their notes. What was not read again is the same object. */
function sameRegion(a: Region, b: Region): boolean {
  return (Object.keys(b) as (keyof Region)[]).every(
    (key) =>
      key === 'notes' ||
      a[key] === b[key] ||
      (typeof b[key] === 'object' && JSON.stringify(a[key]) === JSON.stringify(b[key])),
  );
}

/** Numbers items from 1 within each dimension. */
function numbered(items: readonly StoredItem[]): Item[] {
  const counts = new Map<string, number>();
  return items.map(({ removed: _removed, ...item }) => {
    const number = (counts.get(item.dimension) ?? 0) + 1;
    counts.set(item.dimension, number);
    return { ...item, number };
  });
}

/** The records that a board shows just as they were read. */
function plainRecords(readings: Readings): Pick<Board, PlainRoot> {
  const plain = RECORD_ROOTS.filter((name) => !(name in ASSEMBLED)).map((name) => {
    const records = [...readings[name]].filter(([, reading]) => reading !== null);
    return [name, new Map<string, unknown>(records)];
  });
  return Object.fromEntries(plain) as Pick<Board, PlainRoot>;
}

/** A map, so that a noun which is left out does not compile. */
const ASSEMBLED: Readonly<Record<Exclude<RecordRoot, PlainRoot>, true>> = {
  sections: true,
  items: true,
  fields: true,
  notes: true,
  links: true,
};

/** The records of a root, sorted by `order` where they have one, then by id. */
function inOrder<T extends { readonly id: string }>(readings: ReadonlyMap<string, T | null>): T[] {
  const order = (one: T) => ('order' in one && typeof one.order === 'string' ? one.order : '');
  return [...readings.values()]
    .filter((one) => one !== null)
    .sort((a, b) => compareOrder({ id: a.id, order: order(a) }, { id: b.id, order: order(b) }));
}

function byRow(a: Field, b: Field): number {
  return a.row - b.row || a.column - b.column || compareOrder(a, b);
}
