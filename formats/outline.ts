import type { Board } from '#board/board';
import type { NoteId } from '#board/ids';
import { type Language, labelIn } from '#board/label';
import type { Link } from '#board/link';
import type { Note } from '#board/note';
import { formerRegion } from '#board/reading/former-region';
import type { Section } from '#board/section';
import type { Outline, OutlineNote } from '#protocol/http-api';
import { isoTime } from '#protocol/iso-time';
import { propertyDefinitions } from './note-properties.ts';

/** The board as plain data in one language, in reading order; returned by the outline API and written to JSON files. */
export function outlineOf(board: Board, boardId: string, language: Language): Outline {
  const write = noteWriter(board, language);
  return {
    board: { id: boardId, title: board.meta.title, templates: [...board.meta.templates], language },
    definitions: { properties: definitionsOf(board, language) },
    items: board.items.map(({ id, dimension, title, state }) => ({ id, dimension, title, state })),
    sections: board.sections.map((section) => sectionData(section, language, write)),
    loose: board.loose.map(write),
    links: board.links.map(({ id, type, from, to }) => ({ id, type, from, to })),
  };
}

/** Returns the function that turns a note into plain data; the board's links are collected once. */
export function noteWriter(board: Board, language: Language): (note: Note) => OutlineNote {
  const links = linksByNote(board.links);
  return (note) => ({
    id: note.id,
    text: note.text,
    author: note.author,
    createdAt: isoTime(note.createdAt),
    order: note.order,
    kind: note.kind,
    source: note.source,
    origin: originOf(board, note, language),
    properties: { ...note.properties },
    links: links.get(note.id) ?? [],
  });
}

function sectionData(section: Section, language: Language, write: (note: Note) => OutlineNote) {
  return {
    id: section.id,
    key: section.key,
    template: section.template,
    title: labelIn(section.title, language),
    items: section.itemId === null ? [] : [section.itemId],
    regions: section.regions.map((region) => ({
      id: region.id,
      field: region.fieldId,
      key: region.key,
      title: labelIn(region.title, language),
      kind: region.noteKind,
      help: region.help === null ? null : labelIn(region.help, language),
      notes: region.notes.map(write),
    })),
  };
}

function originOf(board: Board, note: Note, language: Language): OutlineNote['origin'] {
  const former = note.formerRegionId === null ? null : formerRegion(board, note.formerRegionId);
  if (former === null) return null;
  const { field, item } = former;
  return {
    field: { id: field.id, title: labelIn(field.title, language) },
    item: item === null ? null : { id: item.id, title: item.title },
  };
}

function definitionsOf(board: Board, language: Language): Outline['definitions']['properties'] {
  const definitions = Array.from(propertyDefinitions(board).values(), ({ key, label, type, options }) => {
    const named = options?.map((option) => ({ key: option.key, label: labelIn(option.label, language) }));
    return [
      key,
      { label: labelIn(label, language), type, ...(named === undefined ? {} : { options: named }) },
    ] as const;
  });
  return Object.fromEntries(definitions);
}

function linksByNote(links: readonly Link[]): ReadonlyMap<NoteId, string[]> {
  const byNote = new Map<NoteId, string[]>();
  for (const { id, from, to } of links) {
    for (const note of new Set([from, to])) {
      const ids = byNote.get(note);
      if (ids === undefined) byNote.set(note, [id]);
      else ids.push(id);
    }
  }
  return byNote;
}
