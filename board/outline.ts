import type { Board } from './board.ts';
import { type Language, labelIn } from './label.ts';
import type { Note } from './note.ts';

/** A board as plain data in one language, in reading order: what programs, exports and the outline API hand out. */
export interface Outline {
  readonly board: {
    readonly id: string;
    readonly title: string;
    readonly template: string;
    readonly language: Language;
  };
  readonly alternatives: readonly { readonly id: string; readonly title: string; readonly isNull: boolean }[];
  readonly sections: readonly OutlineSection[];
  readonly loose: readonly OutlineNote[];
}

export interface OutlineSection {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly alternativeId?: string;
  readonly regions: readonly OutlineRegion[];
}

export interface OutlineRegion {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly help?: string;
  readonly notes: readonly OutlineNote[];
}

export interface OutlineNote {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly order: string;
  readonly counterArguments: readonly { readonly id: string; readonly text: string; readonly author: string }[];
  readonly links: readonly { readonly type: string; readonly noteId: string }[];
  readonly votes: number;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** The board as an {@link Outline} in a language. */
export function outlineOf(board: Board, boardId: string, language: Language): Outline {
  const links = new Map<string, { type: string; noteId: string }[]>();
  for (const { from, to, type } of board.links) {
    const own = links.get(from) ?? [];
    own.push({ type, noteId: to });
    links.set(from, own);
  }
  const note = (one: Note) => outlineNote(one, links.get(one.id) ?? []);
  return {
    board: {
      id: boardId,
      title: board.meta.title,
      template: board.meta.templates.join(' '),
      language,
    },
    alternatives: board.alternatives.map(({ id, title, isNull }) => ({ id, title, isNull })),
    sections: board.sections.map((section) => ({
      id: section.id,
      key: section.key,
      title: labelIn(section.title, language),
      ...(section.alternativeId === null ? {} : { alternativeId: section.alternativeId }),
      regions: section.regions.map((region) => ({
        id: region.id,
        key: region.key,
        title: labelIn(region.title, language),
        ...(region.help === null ? {} : { help: labelIn(region.help, language) }),
        notes: region.notes.map(note),
      })),
    })),
    loose: board.loose.map(note),
  };
}

/** One note as plain data. */
export function outlineNote(note: Note, links: OutlineNote['links'] = []): OutlineNote {
  return {
    id: note.id,
    text: note.text,
    author: note.author,
    createdAt: isoTime(note.createdAt),
    order: note.order,
    counterArguments: [],
    links,
    votes: 0,
    fields: note.fields,
  };
}

/** Milliseconds since 1970 as ISO 8601 in UTC. A time that no calendar has reads as the nearest that one has. */
export function isoTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), 8.64e15)).toISOString();
}
