import type * as Y from 'yjs';
import type { FieldId, SectionId } from './ids.ts';
import { type Label, readLabel } from './label.ts';
import { COLOURS, type Colour, NOTE_KINDS, type NoteKind } from './note-kind.ts';
import { type PropertyDefinition, readPropertyDefinitions } from './property.ts';
import { readFlag, readOneOf, readString, readWhole } from './read.ts';
import { changeRecord, type Properties, putProperties, root } from './records.ts';

/** A row of the form as the facilitator defines it: a single region, or a row of regions with one under each item. */
export interface Field {
  readonly id: FieldId;
  /** The section it stands in, by its stored id. */
  readonly section: SectionId;
  /** The template's name for it, the same in every language. */
  readonly key: string;
  readonly title: Label;
  /** What belongs in it, shown while it is empty. */
  readonly help: Label | null;
  readonly noteKind: NoteKind;
  readonly colour: Colour;
  /** Place and size in the section's grid: columns and widths in notes, rows and heights in rows. */
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  /** Key of the field that its notes are to be linked to (a measure to its risk). */
  readonly linksTo: string | null;
  /** It is left out under the null alternative. */
  readonly notForNull: boolean;
  /** Properties that each of its notes may carry. */
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

/** Adds a field: a region, or in a repeated section one under each item at once. */
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
    fields: field.properties?.length ? field.properties : undefined,
  });
}

/** Gives a field another title, the same in every language. */
export function renameField(doc: Y.Doc, id: FieldId, title: string): void {
  changeRecord(doc, 'fields', id, { title });
}

/** Gives a field another row in its section. */
export function moveField(doc: Y.Doc, id: FieldId, row: number): void {
  changeRecord(doc, 'fields', id, { row });
}

/** Takes a field off the board. Its notes keep their place and read as loose until it is restored. */
export function removeField(doc: Y.Doc, id: FieldId): void {
  changeRecord(doc, 'fields', id, { removed: true });
}

/** Puts a removed field back, with every note that still belongs to it. */
export function restoreField(doc: Y.Doc, id: FieldId): void {
  changeRecord(doc, 'fields', id, { removed: null });
}

/** Reads one field. Total. */
export function readField(id: string, map: Properties): StoredField {
  const linksTo = map.get('linksTo');
  return {
    id: id as FieldId,
    section: readString(map, 'section') as SectionId,
    key: readString(map, 'key', id),
    title: readLabel(map.get('title')) ?? readString(map, 'key', id),
    help: readLabel(map.get('help')),
    noteKind: readOneOf(map, 'noteKind', NOTE_KINDS, 'general'),
    colour: readOneOf(map, 'colour', COLOURS, 'slate'),
    column: readWhole(map, 'column', 0, 60),
    row: readWhole(map, 'row', 0, 200),
    width: readWhole(map, 'width', 1, 12),
    height: readWhole(map, 'height', 1, 20),
    linksTo: typeof linksTo === 'string' ? linksTo : null,
    notForNull: readFlag(map, 'notForNull'),
    properties: readPropertyDefinitions(map.get('fields')),
    order: readString(map, 'order'),
    removed: readFlag(map, 'removed'),
  };
}
