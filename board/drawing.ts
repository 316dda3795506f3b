import * as Y from 'yjs';
import { type Properties, propertiesOf, root, sameValue } from './records.ts';

/**
 * Ink, arrows, boxes, pictures: records of the canvas that mean nothing to the board. Each is kept property by property,
 * so two people who change different properties of one drawing both keep their change. `x` and `y` are one key, for one
 * gesture is one change. Opaque to everything but the canvas.
 */
export type DrawingRecord = Readonly<Record<string, unknown>>;

const NESTED = ['props', 'meta'] as const;
/** Types of tldraw records that have both groups. */
const GROUPED: ReadonlySet<unknown> = new Set(['shape', 'binding', 'asset']);

/** Writes what differs between a stored drawing and the record; adds it where it is missing. */
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

/** Takes a drawing away. */
export function removeDrawing(doc: Y.Doc, id: string): void {
  if (root(doc, 'drawings').has(id)) root(doc, 'drawings').delete(id);
}

/** Reads one drawing back into the shape of the canvas' record, unchecked: the canvas validates. */
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
  // An empty group has no property to be stored under, and tldraw wants it all the same.
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
  // A property that is null means something to tldraw (no url, no end); only undefined is absence.
  return Object.fromEntries(Object.entries(flat).filter(([, value]) => value !== undefined));
}

function split(key: string): [string, string] | [null, string] {
  const group = NESTED.find((one) => key.startsWith(`${one}.`));
  return group === undefined ? [null, key] : [group, key.slice(group.length + 1)];
}
