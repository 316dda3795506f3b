import * as Y from 'yjs';

/** A record as stored: its properties may be anything that a peer wrote. */
export type Properties = Y.Map<unknown>;

/** A root that is a map, by its name in `nouns.ts`. */
export function root(doc: Y.Doc, name: string): Properties {
  return doc.getMap<unknown>(name);
}

/** The record under an id; null if there is none or a peer wrote something else there. */
export function propertiesOf(doc: Y.Doc, name: string, id: string): Properties | null {
  const value = root(doc, name).get(id);
  return value instanceof Y.Map ? (value as Properties) : null;
}

/** Puts a new record under an id; undefined properties are left out. */
export function putProperties(doc: Y.Doc, name: string, id: string, values: Readonly<Record<string, unknown>>): void {
  const map = new Y.Map<unknown>();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) map.set(key, value);
  root(doc, name).set(id, map);
}

/** Changes properties of a record; null removes one. Does nothing if there is no such record. */
export function changeRecord(doc: Y.Doc, name: string, id: string, values: Readonly<Record<string, unknown>>): void {
  const map = propertiesOf(doc, name, id);
  if (map !== null) setProperties(map, values);
}

/** Sets the properties that differ; null removes one. Yjs would store a struct for equal values as well. */
export function setProperties(map: Properties, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === null) {
      if (map.has(key)) map.delete(key);
    } else if (!sameValue(map.get(key), value)) map.set(key, value);
  }
}

/** Whether two stored values are equal. They may be anything that a peer wrote, also what JSON cannot hold. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Y.AbstractType || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}

/** The items that a transaction added, by clients, of those that this holds for. Call it before the cleanup. */
export function newItems(transaction: Y.Transaction, isWanted: (item: Y.Item) => boolean): Y.Item[] {
  const { doc, beforeState, afterState } = transaction;
  const found: Y.Item[] = [];
  for (const [client, end] of afterState) {
    const start = beforeState.get(client) ?? 0;
    if (end <= start) continue;
    const structs = doc.store.clients.get(client) ?? [];
    for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
      const struct = structs[i];
      if (struct instanceof Y.Item && isWanted(struct)) found.push(struct);
    }
  }
  return found;
}
