import type * as Y from 'yjs';
import { isLanguage, type Language } from './label.ts';
import { readNumber, readString, readTime } from './read.ts';
import { root, setProperties } from './records.ts';

/** The properties of the board as a whole. */
export interface BoardMeta {
  readonly schemaVersion: number;
  readonly title: string;
  /** The language it was made in; each member chooses the language to read it in. */
  readonly language: Language;
  /** Ids of the templates it was made from, in order. */
  readonly templates: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Sets the board's title. */
export function renameBoard(doc: Y.Doc, title: string): void {
  setProperties(root(doc, 'meta'), { title });
}

/** Reads the properties of the board as a whole. Never throws. */
export function readMeta(doc: Y.Doc): BoardMeta {
  const meta = root(doc, 'meta');
  const language = meta.get('language');
  const templates = meta.get('templates');
  return {
    schemaVersion: readNumber(meta, 'schemaVersion', 0),
    title: readString(meta, 'title'),
    language: isLanguage(language) ? language : 'nb',
    templates: Array.isArray(templates) ? templates.filter((id): id is string => typeof id === 'string') : [],
    createdAt: readTime(meta, 'createdAt') ?? 0,
  };
}
