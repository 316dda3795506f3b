import type * as Y from 'yjs';
import { type Alternative, readAlternative } from '../alternative.ts';
import type { Board } from '../board.ts';
import { type MapRoot, propertiesOf, root } from '../board-doc.ts';
import type { DrawingRecord } from '../drawing.ts';
import type { NoteId } from '../ids.ts';
import {
  type AlternativeId,
  type FieldId,
  type LinkId,
  type RegionId,
  regionIdOf,
  type SectionId,
  sectionIdOf,
} from '../ids.ts';
import { readLink } from '../link.ts';
import { readMeta } from '../meta.ts';
import type { Note } from '../note.ts';
import { compareOrder } from '../order.ts';
import type { Problem } from '../problem.ts';
import { type Field, type Region, readField } from '../region.ts';
import { readSection, type Section, type SectionSource, sectionFor } from '../section.ts';

/**
 * Puts what was read together to a board: regions from fields and alternatives, each note into its region. Parts that
 * are equal to those of the previous board are taken over from it, so that they keep their identity.
 */
export function assembleBoard(
  doc: Y.Doc,
  rawNotes: ReadonlyMap<string, Note | null>,
  rawDrawings: ReadonlyMap<string, DrawingRecord | null>,
  previous: Board | null,
): Board {
  const problems: Problem[] = [];
  const all = readRoot(doc, 'alternatives', problems, (id, map) => readAlternative(id as AlternativeId, map));
  const alternatives = all.filter((one) => !one.removed).map((one, i): Alternative => ({ ...one, number: i + 1 }));
  const sources = readRoot(doc, 'sections', problems, (id, map) => readSection(id as SectionId, map));
  const fields = readRoot(doc, 'regions', problems, (id, map) => readField(id as FieldId, map));
  const shown = fields.filter((field) => !field.removed);
  const empty = emptyRegions(sources, shown, alternatives, problems);
  const { notes, inRegion, loose, deleted } = sortNotes(rawNotes, empty, previous, problems);
  const regions = new Map<RegionId, Region>();
  const sections = empty.map(({ section, regions: parts }): Section => {
    const filled = parts.map((part) => fill(part, inRegion.get(part.id) ?? [], previous));
    for (const region of filled) regions.set(region.id, region);
    return { ...section, regions: filled };
  });
  const links = readRoot(doc, 'links', problems, (id, map) => readLink(id as LinkId, map));
  const whole = links.filter((link) => notes.has(link.from) && notes.has(link.to));
  const drawings = new Map<string, DrawingRecord>();
  for (const [id, record] of rawDrawings) {
    if (record !== null && root(doc, 'drawings').has(id)) drawings.set(id, record);
  }
  return {
    meta: readMeta(doc),
    alternatives,
    removedAlternatives: all.filter((one) => one.removed),
    sections,
    fields: shown.sort((a, b) => byPlace(a, b)),
    removedFields: fields.filter((field) => field.removed),
    regions,
    notes,
    loose,
    deleted,
    links: whole,
    drawings,
    problems: problems.sort(byProblem),
  };
}

interface EmptySection {
  readonly section: Section;
  readonly regions: readonly Region[];
}

function emptyRegions(
  sources: readonly SectionSource[],
  fields: readonly Field[],
  alternatives: readonly Alternative[],
  problems: Problem[],
): EmptySection[] {
  const known = new Set(sources.map((source) => source.id));
  for (const field of fields) {
    if (!known.has(field.section)) problems.push({ root: 'regions', id: field.id, what: 'unknown-section' });
  }
  return sources.flatMap((source) => {
    const own = fields.filter((field) => field.section === source.id).sort(byPlace);
    const shownFor: readonly (Alternative | null)[] = source.repeated ? alternatives : [null];
    return shownFor.map((alternative) => {
      const there = own.filter((field) => !(field.notForNull && alternative?.isNull === true));
      return {
        section: sectionFor(source, alternative, []),
        regions: there.map((field) => regionOf(field, source, alternative)),
      };
    });
  });
}

function regionOf(field: Field, source: SectionSource, alternative: Alternative | null): Region {
  const { id, section: _section, ...rest } = field;
  const alternativeId = alternative?.id ?? null;
  return {
    ...rest,
    id: regionIdOf(id, alternativeId),
    fieldId: id,
    sectionId: sectionIdOf(source.id, alternativeId),
    alternativeId,
    notes: [],
  };
}

function sortNotes(
  raw: ReadonlyMap<string, Note | null>,
  sections: readonly EmptySection[],
  previous: Board | null,
  problems: Problem[],
) {
  const regionById = new Map(sections.flatMap(({ regions }) => regions.map((region) => [region.id, region] as const)));
  const notes = new Map<NoteId, Note>();
  const inRegion = new Map<RegionId, Note[]>();
  const loose: Note[] = [];
  const deleted: Note[] = [];
  for (const [id, note] of raw) {
    if (note === null) {
      problems.push({ root: 'notes', id, what: 'not-a-record' });
      continue;
    }
    const region = note.regionId === null ? undefined : regionById.get(note.regionId);
    const read = placed(note, region, previous?.notes.get(note.id));
    if (note.deletedAt !== null) {
      deleted.push(read);
      continue;
    }
    notes.set(note.id, read);
    if (region === undefined) loose.push(read);
    else {
      const row = inRegion.get(region.id);
      if (row === undefined) inRegion.set(region.id, [read]);
      else row.push(read);
    }
    if (read.formerRegionId !== null) problems.push({ root: 'notes', id, what: 'unknown-region' });
  }
  for (const row of inRegion.values()) row.sort(compareOrder);
  loose.sort(compareOrder);
  deleted.sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0) || compareOrder(a, b));
  return { notes, inRegion, loose, deleted };
}

/** A note with what its region says about it: kind and colour are the region's, a lost region makes it loose. */
function placed(note: Note, region: Region | undefined, before: Note | undefined): Note {
  const kind = region?.noteKind ?? note.kind;
  const colour = region?.colour ?? 'yellow';
  const former = region === undefined ? note.regionId : null;
  const raw = before === undefined ? undefined : rawOf.get(before);
  if (before !== undefined && raw === note && before.kind === kind && before.colour === colour) {
    if (before.formerRegionId === former) return before;
  }
  const read: Note = { ...note, kind, colour, regionId: region?.id ?? null, formerRegionId: former };
  rawOf.set(read, note);
  return read;
}

/** Which reading a placed note was made from: while that is the same object, the placed one can be kept. */
const rawOf = new WeakMap<Note, Note>();

function fill(region: Region, notes: readonly Note[], previous: Board | null): Region {
  const before = previous?.regions.get(region.id);
  if (before === undefined) return { ...region, notes };
  const sameNotes = before.notes.length === notes.length && before.notes.every((note, i) => note === notes[i]);
  const { notes: _a, ...was } = before;
  const { notes: _b, ...is } = region;
  if (sameNotes && JSON.stringify(was) === JSON.stringify(is)) return before;
  return { ...region, notes: sameNotes ? before.notes : notes };
}

/** Reads every record of a root, sorted by its order. */
function readRoot<T extends { readonly id: string }>(
  doc: Y.Doc,
  name: MapRoot,
  problems: Problem[],
  read: (id: string, map: Y.Map<unknown>) => T,
): T[] {
  const found: T[] = [];
  for (const id of root(doc, name).keys()) {
    const map = propertiesOf(doc, name, id);
    if (map === null) problems.push({ root: name, id, what: 'not-a-record' });
    else found.push(read(id, map));
  }
  const order = (one: T) => ('order' in one && typeof one.order === 'string' ? one.order : '');
  return found.sort((a, b) => compareOrder({ id: a.id, order: order(a) }, { id: b.id, order: order(b) }));
}

function byPlace(a: Field, b: Field): number {
  return a.row - b.row || a.column - b.column || compareOrder(a, b);
}

/** Notes are read in the order of their changes; problems stand in one order whoever reads them. */
function byProblem(a: Problem, b: Problem): number {
  if (a.root !== b.root) return a.root < b.root ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
