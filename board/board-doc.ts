import * as Y from 'yjs';

/** The roots that are maps. `meta` holds properties directly, every other one maps an id to a Y.Map of properties. */
export const MAP_ROOTS = [
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
export type MapRoot = (typeof MAP_ROOTS)[number];

/** All roots of a board's document. Rights are judged by these names, so a new noun gets a root of its own. */
export const ROOTS = [...MAP_ROOTS, 'places'] as const;
export type RootName = (typeof ROOTS)[number];

/** An id's properties as they lie in the document: anything a peer may have written. */
export type Properties = Y.Map<unknown>;

/** Makes an empty board document with every root defined, so that foreign updates find them as what they are. */
export function createBoardDoc(): Y.Doc {
  const doc = new Y.Doc();
  for (const name of MAP_ROOTS) root(doc, name);
  placesRoot(doc);
  return doc;
}

/** One of the roots that are maps. */
export function root(doc: Y.Doc, name: MapRoot): Properties {
  return doc.getMap<unknown>(name);
}

/** The root that tells where notes were moved to, a row; see places.ts. */
export function placesRoot(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray<unknown>('places');
}

/** The properties kept under an id, or null where there is none or a peer wrote something else there. */
export function propertiesOf(doc: Y.Doc, name: MapRoot, id: string): Properties | null {
  const value = root(doc, name).get(id);
  return value instanceof Y.Map ? (value as Properties) : null;
}

/** Puts a thing with its properties under an id; undefined properties are left out. */
export function putProperties(doc: Y.Doc, name: MapRoot, id: string, values: Readonly<Record<string, unknown>>): void {
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
