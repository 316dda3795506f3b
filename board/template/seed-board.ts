import type * as Y from 'yjs';
import { addAlternative } from '../alternative.ts';
import { putProperties, root } from '../board-doc.ts';
import type { AlternativeId, FieldId, NoteId, RegionId, SectionId } from '../ids.ts';
import { type Language, labelIn } from '../label.ts';
import { addNote } from '../note.ts';
import { orderBetween } from '../order.ts';
import { addField } from '../region.ts';
import { SCHEMA_VERSION } from '../schema/schema-version.ts';
import type { Template, TemplateSection } from './template.ts';

/** What a new board is made of. Time and ids are brought by the caller. */
export interface BoardSeed {
  readonly templates: readonly Template[];
  readonly title: string;
  readonly language: Language;
  readonly alternatives: readonly { readonly id: AlternativeId; readonly title: string; readonly isNull: boolean }[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly newId: () => string;
}

/** Fills an empty document with a board. Done once, by the server; the result is entry 1 of the board's log. */
export function seedBoard(doc: Y.Doc, seed: BoardSeed): void {
  const { templates, title, language, alternatives, createdAt, newId } = seed;
  const meta = root(doc, 'meta');
  meta.set('schemaVersion', SCHEMA_VERSION);
  meta.set('title', title);
  meta.set('language', language);
  meta.set('templates', [...new Set(templates.map((template) => template.id))]);
  meta.set('createdAt', createdAt);
  for (const alternative of alternatives) addAlternative(doc, alternative);
  let order: string | null = null;
  for (const template of templates) {
    for (const section of template.sections) {
      const id = `${template.id}-${section.key}` as SectionId;
      order = orderBetween(order, null, id);
      seedSection(doc, template.id, id, section, order);
    }
    for (const { region, text } of template.seededNotes ?? []) {
      const regionId = `${template.id}-${region}` as RegionId;
      addNote(doc, { id: newId() as NoteId, text: labelIn(text, language), regionId, author: '', createdAt });
    }
  }
}

function seedSection(doc: Y.Doc, template: string, id: SectionId, section: TemplateSection, order: string): void {
  const { key, title, titleForNull, titleWhenUnnamed, repeat } = section;
  putProperties(doc, 'sections', id, { key, template, title, titleForNull, titleWhenUnnamed, repeat, order });
  let regionOrder: string | null = null;
  for (const region of section.regions) {
    const fieldId = `${template}-${region.key}` as FieldId;
    regionOrder = orderBetween(regionOrder, null, fieldId);
    const { help, linksTo, noteKind, fields, notForNull, ...rest } = region;
    addField(doc, {
      ...rest,
      id: fieldId,
      section: id,
      order: regionOrder,
      help: help ?? null,
      linksTo: linksTo ?? null,
      noteKind: noteKind ?? 'general',
      fields: fields ?? [],
      notForNull: notForNull ?? false,
    });
  }
}
