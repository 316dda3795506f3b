import * as Y from 'yjs';
import { type Properties, propertiesOf, root, sameValue } from './records.ts';

/**
 * Ink, arrows, boxes, pictures: tldraw records, opaque to everything but the canvas. Each property is stored under a
 * key of its own, so when two people change different properties of one drawing, both changes survive. `x` and `y`
 * share the key `pos`, because one drag changes both.
 */
export type DrawingRecord = Readonly<Record<string, unknown>>;

const NESTED = ['props', 'meta'] as const;
/** The types of tldraw records that have both of these groups. */
const GROUPED: ReadonlySet<unknown> = new Set(['shape', 'binding', 'asset']);

/** Adds a drawing, or writes the properties that differ from the stored one. */
export function putDrawing(doc: Y.Doc, id: string, record: DrawingRecord): void {
  const flat = flatten(record);
  const held = propertiesOf(doc, 'drawings', id);
  if (held === null) {
    const map = new Y.Map<unknown>();
    for (const [key, value] of Object.entries(flat)) map.set(key, value);
    root(doc, 'drawings').set(id, map);
    return;
  }
  for (const key of [...held.keys()]) if (!Object.hasOwn(flat, key)) held.delete(key);
  for (const [key, value] of Object.entries(flat)) if (!sameValue(held.get(key), value)) held.set(key, value);
}

/** Deletes a drawing. Does nothing if there is none. */
export function removeDrawing(doc: Y.Doc, id: string): void {
  if (root(doc, 'drawings').has(id)) root(doc, 'drawings').delete(id);
}

/** Rebuilds the tldraw record of a drawing. Never throws. The record is not validated here; the canvas does that. */
export function readDrawing(id: string, map: Properties): DrawingRecord {
  const record: Record<string, unknown> = { id };
  const nested: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of map.entries()) {
    const [group, name] = split(key);
    if (group !== null) {
      nested[group] ??= Object.create(null) as Record<string, unknown>;
      nested[group][name] = value;
    } else if (key === 'pos' && Array.isArray(value)) [record.x, record.y] = value as unknown[];
    else if (key !== '__proto__' && key !== 'id') record[key] = value;
  }
  for (const [group, values] of Object.entries(nested)) record[group] = { ...values };
  // An empty group is stored as no property at all, but tldraw requires the group.
  if (GROUPED.has(record.typeName)) for (const group of NESTED) record[group] ??= {};
  return record;
}

function flatten(record: DrawingRecord): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  const { id: _id, x, y, ...rest } = record;
  if (typeof x === 'number' && typeof y === 'number') flat.pos = [x, y];
  for (const [key, value] of Object.entries(rest)) {
    const nested = NESTED.find((group) => group === key);
    if (nested === undefined) flat[key] = value;
    else for (const [name, inner] of Object.entries(value ?? {})) flat[`${nested}.${name}`] = inner;
  }
  // In tldraw null has a meaning (no url, no end) and is kept; only undefined counts as absent.
  return Object.fromEntries(Object.entries(flat).filter(([, value]) => value !== undefined));
}

function split(key: string): [string, string] | [null, string] {
  const group = NESTED.find((one) => key.startsWith(`${one}.`));
  return group === undefined ? [null, key] : [group, key.slice(group.length + 1)];
}
