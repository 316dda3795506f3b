import type * as Y from 'yjs';
import type { Board, PlainRoot, ReadingProblem } from '../board.ts';
import { RECORD_ROOTS } from '../board-doc.ts';
import type { Field } from '../field.ts';
import { type NoteId, type RegionId, regionIdOf, sectionIdOf } from '../ids.ts';
import { type Item, isNullItem, type StoredItem } from '../item.ts';
import { readMeta } from '../meta.ts';
import type { Note, StoredNote } from '../note.ts';
import type { Readings, RecordRoot } from '../nouns.ts';
import { compareOrder } from '../order.ts';
import type { Region } from '../region.ts';
import { type Section, type StoredSection, sectionFor } from '../section.ts';

/** A section with its regions, before notes are put in them. */
interface EmptySection {
  readonly section: Section;
  readonly regions: readonly Region[];
}

/**
 * Puts readings together to a board: regions from fields and items, each note into its region. Parts that are equal to
 * those of the board that was assembled before are taken over from it, so that they keep their identity.
 */
export class BoardAssembler {
  /** What each note that is shown was made from: while that is the same object, the note may be taken over. */
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

  /** A stored note as it is seen in a region, or loose. */
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
    const { notes: _before, ...was } = before;
    const { notes: _now, ...is } = region;
    if (sameNotes && JSON.stringify(was) === JSON.stringify(is)) return before;
    return { ...region, notes: sameNotes ? before.notes : notes };
  }
}

/** The regions of each section: one for each of its fields, repeated over the items of its dimension. */
function emptySections(
  stored: readonly StoredSection[],
  fields: readonly Field[],
  items: readonly Item[],
  problems: ReadingProblem[],
): EmptySection[] {
  const known = new Set(stored.map((section) => section.id));
  for (const field of fields) {
    if (!known.has(field.section)) problems.push({ root: 'fields', id: field.id, what: 'unknown-section' });
  }
  return stored.flatMap((source) => {
    const own = fields.filter((field) => field.section === source.id);
    const shownFor = source.per === null ? [null] : items.filter((item) => item.dimension === source.per);
    return shownFor.map((item) => {
      const there = own.filter((field) => !(field.notForNull && isNullItem(item)));
      return {
        section: sectionFor(source, item, []),
        regions: there.map((field) => regionOf(field, source, item)),
      };
    });
  });
}

function regionOf(field: Field, source: StoredSection, item: Item | null): Region {
  const { id, section: _section, ...rest } = field;
  const itemId = item?.id ?? null;
  return {
    ...rest,
    id: regionIdOf(id, itemId),
    fieldId: id,
    sectionId: sectionIdOf(source.id, itemId),
    itemId,
    notes: [],
  };
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

/** The nouns that need no putting together. */
function plainRecords(readings: Readings): Pick<Board, PlainRoot> {
  const plain = RECORD_ROOTS.filter((name) => !ASSEMBLED.has(name)).map((name) => {
    const records = [...readings[name]].filter(([, reading]) => reading !== null);
    return [name, new Map<string, unknown>(records)];
  });
  return Object.fromEntries(plain) as Pick<Board, PlainRoot>;
}

const ASSEMBLED: ReadonlySet<RecordRoot> = new Set<Exclude<RecordRoot, PlainRoot>>([
  'sections',
  'items',
  'fields',
  'notes',
  'links',
]);

/** Readings of a root by their sort key, or by id where they have none. */
function inOrder<T extends { readonly id: string }>(readings: ReadonlyMap<string, T | null>): T[] {
  const order = (one: T) => ('order' in one && typeof one.order === 'string' ? one.order : '');
  return [...readings.values()]
    .filter((one) => one !== null)
    .sort((a, b) => compareOrder({ id: a.id, order: order(a) }, { id: b.id, order: order(b) }));
}

function notRecords(readings: Readings): ReadingProblem[] {
  const problems: ReadingProblem[] = [];
  for (const root of RECORD_ROOTS) {
    for (const [id, reading] of readings[root]) if (reading === null) problems.push({ root, id, what: 'not-a-record' });
  }
  return problems;
}

function byRow(a: Field, b: Field): number {
  return a.row - b.row || a.column - b.column || compareOrder(a, b);
}

/** Records are read in the order of their changes; problems stand in one order whoever reads them. */
function byProblem(a: ReadingProblem, b: ReadingProblem): number {
  if (a.root !== b.root) return a.root < b.root ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
