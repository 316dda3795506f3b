import type * as Y from 'yjs';
import type { FieldId, SectionId } from './ids.ts';
import { type Label, readLabel } from './label.ts';
import { COLOURS, type Colour, NOTE_KINDS, type NoteKind } from './note-kind.ts';
import { type PropertyDefinition, readPropertyDefinitions } from './property.ts';
import { readFlag, readOneOf, readString, readWhole } from './read.ts';
import { changeRecord, type Properties, putProperties, root } from './records.ts';

/** A field as the facilitator defines it: a single region, or in a repeated section one region under each item. */
export interface Field {
  readonly id: FieldId;
  /** The stored id of its section. */
  readonly section: SectionId;
  /** The template's name for it, the same in every language. */
  readonly key: string;
  readonly title: Label;
  /** What belongs in it; shown while it is empty. */
  readonly help: Label | null;
  readonly noteKind: NoteKind;
  readonly colour: Colour;
  /** Position and size in the section's grid. A grid column is one note wide. */
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  /** Key of the field whose notes its own notes should be linked to (a measure to its risk). */
  readonly linksTo: string | null;
  /** The null alternative has no region for it. */
  readonly notForNull: boolean;
  /** Properties that each of its notes may have. */
  readonly properties: readonly PropertyDefinition[];
  readonly order: string;
}

/** A field as stored. */
export interface StoredField extends Field {
  readonly removed: boolean;
}

/** What is needed to add a field to a section. */
export type NewField = Pick<Field, 'id' | 'section' | 'key' | 'title' | 'column' | 'row' | 'order'> &
  Partial<Omit<Field, 'id'>>;

/** Adds a field, and with it a region or, in a repeated section, one under each item. Does nothing if the id exists. */
export function addField(doc: Y.Doc, field: NewField): void {
  if (root(doc, 'fields').has(field.id)) return;
  const { id, ...values } = field;
  putProperties(doc, 'fields', id, {
    ...values,
    width: field.width ?? 2,
    height: field.height ?? 1,
    help: field.help ?? undefined,
    linksTo: field.linksTo ?? undefined,
    notForNull: field.notForNull === true ? true : undefined,
    properties: field.properties?.length ? field.properties : undefined,
  });
}

/** Sets a field's title, the same in every language. */
export function renameField(doc: Y.Doc, id: FieldId, title: string): void {
  changeRecord(doc, 'fields', id, { title });
}

/** Moves a field to another row of its section. */
export function moveField(doc: Y.Doc, id: FieldId, row: number): void {
  changeRecord(doc, 'fields', id, { row });
}

/** Marks a field as removed. Its notes keep their place and read as loose until it is restored. */
export function removeField(doc: Y.Doc, id: FieldId): void {
  changeRecord(doc, 'fields', id, { removed: true });
}

/** Brings a removed field back, with every note that still has its place in it. */
export function restoreField(doc: Y.Doc, id: FieldId): void {
  changeRecord(doc, 'fields', id, { removed: null });
}

const MOST_HELP_LETTERS = 4_000;

/** Reads one field. Never throws. */
export function readField(id: string, map: Properties): StoredField {
  const linksTo = map.get('linksTo');
  return {
    id: id as FieldId,
    section: readString(map, 'section') as SectionId,
    key: readString(map, 'key', id),
    title: readLabel(map.get('title')) ?? readString(map, 'key', id),
    help: readLabel(map.get('help'), MOST_HELP_LETTERS),
    noteKind: readOneOf(map, 'noteKind', NOTE_KINDS, 'general'),
    colour: readOneOf(map, 'colour', COLOURS, 'slate'),
    column: readWhole(map, 'column', 0, 60),
    row: readWhole(map, 'row', 0, 200),
    width: readWhole(map, 'width', 1, 12),
    height: readWhole(map, 'height', 1, 20),
    linksTo: typeof linksTo === 'string' ? linksTo : null,
    notForNull: readFlag(map, 'notForNull'),
    properties: readPropertyDefinitions(map.get('properties')),
    order: readString(map, 'order'),
    removed: readFlag(map, 'removed'),
  };
}
