import * as Y from 'yjs';

/**
 * The roots of a board's document. `meta` holds properties directly, every other root maps an id to a Y.Map of
 * properties. Rights are judged by these names, so a new noun gets a root of its own.
 */
export const ROOTS = [
  'meta',
  'sections',
  'alternatives',
  'regions',
  'notes',
  'links',
  'threads',
  'agenda',
  'drawings',
] as const;
export type RootName = (typeof ROOTS)[number];

/** An id's properties as they lie in the document: anything a peer may have written. */
export type Properties = Y.Map<unknown>;

/** Makes an empty board document with every root defined, so that foreign updates find them as maps. */
export function createBoardDoc(): Y.Doc {
  const doc = new Y.Doc();
  for (const name of ROOTS) doc.getMap(name);
  return doc;
}

/** One root of the document. */
export function root(doc: Y.Doc, name: RootName): Properties {
  return doc.getMap<unknown>(name);
}

/** The properties kept under an id, or null where there is none or a peer wrote something else there. */
export function propertiesOf(doc: Y.Doc, name: RootName, id: string): Properties | null {
  const value = root(doc, name).get(id);
  return value instanceof Y.Map ? (value as Properties) : null;
}

/** Puts a thing with its properties under an id; undefined properties are left out. */
export function putProperties(doc: Y.Doc, name: RootName, id: string, values: Readonly<Record<string, unknown>>): void {
  const map = new Y.Map<unknown>();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) map.set(key, value);
  root(doc, name).set(id, map);
}

/** Sets properties that differ; writing what is already there would cost every client a struct for nothing. */
export function setProperties(map: Properties, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === null) {
      if (map.has(key)) map.delete(key);
    } else if (!sameValue(map.get(key), value)) map.set(key, value);
  }
}

/** Compares stored values. What is stored may be anything that a peer wrote, also what JSON cannot hold. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Y.AbstractType || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}
