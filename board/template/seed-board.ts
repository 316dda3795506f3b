import type * as Y from 'yjs';
import { addField } from '../field.ts';
import type { FieldId, NoteId, RegionId, SectionId } from '../ids.ts';
import { addItem, type NewItem } from '../item.ts';
import { type Language, labelIn } from '../label.ts';
import { addNote } from '../note.ts';
import { orderBetween } from '../order.ts';
import { putProperties, root } from '../records.ts';
import { SCHEMA_VERSION } from '../schema/schema-version.ts';
import type { Template, TemplateField, TemplateSection } from './template.ts';

/** What a new board is made from. The caller supplies time and ids. */
export interface BoardSeed {
  readonly templates: readonly Template[];
  readonly title: string;
  readonly language: Language;
  readonly items: readonly NewItem[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly newId: () => string;
}

/** Fills an empty document with a board. Done once, by the server; the result is entry 1 of the board's log. */
export function seedBoard(doc: Y.Doc, { templates, title, language, items, createdAt, newId }: BoardSeed): void {
  const meta = root(doc, 'meta');
  meta.set('schemaVersion', SCHEMA_VERSION);
  meta.set('title', title);
  meta.set('language', language);
  meta.set('templates', [...new Set(templates.map((template) => template.id))]);
  meta.set('createdAt', createdAt);
  for (const item of items) addItem(doc, item);
  let order: string | null = null;
  for (const template of templates) {
    for (const section of template.sections) {
      const id = `${template.id}-${section.key}` as SectionId;
      order = orderBetween(order, null, id);
      seedSection(doc, template.id, id, section, order);
    }
    for (const { field, text } of template.seededNotes ?? []) {
      const regionId = `${template.id}-${field}` as RegionId;
      addNote(doc, { id: newId() as NoteId, text: labelIn(text, language), regionId, author: '', createdAt });
    }
  }
}

function seedSection(doc: Y.Doc, template: string, id: SectionId, section: TemplateSection, order: string): void {
  const { fields, ...properties } = section;
  putProperties(doc, 'sections', id, { ...properties, template, order });
  let fieldOrder: string | null = null;
  for (const field of fields) {
    const fieldId = `${template}-${field.key}` as FieldId;
    fieldOrder = orderBetween(fieldOrder, null, fieldId);
    seedField(doc, template, { id: fieldId, section: id, order: fieldOrder }, field);
  }
}

function seedField(
  doc: Y.Doc,
  template: string,
  at: { readonly id: FieldId; readonly section: SectionId; readonly order: string },
  { help, linksTo, noteKind, properties, notForNull, ...rest }: TemplateField,
): void {
  addField(doc, {
    ...rest,
    ...at,
    help: help ?? null,
    linksTo: linksTo ?? null,
    noteKind: noteKind ?? 'general',
    properties: (properties ?? []).map((one) => ({ ...one, key: `${template}.${one.key}` })),
    notForNull: notForNull ?? false,
  });
}
