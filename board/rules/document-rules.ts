import * as Y from 'yjs';
import { MAP_ROOTS, type MapRoot, mergedTextOf } from '../board-doc.ts';
import { readDrawing } from '../drawing.ts';
import type { RecordRoot } from '../nouns.ts';
import { placesRoot } from '../places.ts';
import { type Properties, propertiesOf, root } from '../records.ts';
import { drawingFault } from './drawing-rules.ts';
import { before, type Fault, type FaultReason, removal, reversal } from './fault.ts';
import { placeFaults } from './place-rules.ts';
import { isAllowedKey, isPlain, sizeOf } from './plain-value.ts';
import { recordCount } from './record-count.ts';
import type { RuleLimits } from './rule-limits.ts';
import { dropFromText, strangersIn } from './text-content-rules.ts';
import { cutText, textLength } from './text-length.ts';

/**
 * Finds what a member's transaction put into a board that breaks its rules. Call it in the document's
 * `afterTransaction` event: afterwards the previous values, which a repair brings back, are gone. The cost grows with
 * the size of the change; for letters, with the number of lines of the note.
 */
export function faultsOf(doc: Y.Doc, transaction: Y.Transaction, limits: RuleLimits): Fault[] {
  const { changed } = transaction;
  return [...newItemFaults(doc, transaction, limits), ...changeFaults(doc, transaction, changed, limits)];
}

/** The part of {@link faultsOf} that looks at each new item, wherever it lies. */
export function newItemFaults(doc: Y.Doc, transaction: Y.Transaction, limits: RuleLimits): Fault[] {
  const strangers = strangersIn(transaction).map(({ id, parent }) => strangerFault(doc, parent, id));
  return transaction.changed.has(placesRoot(doc)) ? [...strangers, ...placeFaults(transaction, limits)] : strangers;
}

/** The part of {@link faultsOf} that looks at records and properties, of the types in `changed`. */
export function changeFaults(
  doc: Y.Doc,
  transaction: Y.Transaction,
  changed: ChangedTypes,
  limits: RuleLimits,
): Fault[] {
  const faults: Fault[] = [];
  const added: [RecordRoot, string][] = [];
  for (const [name, records] of changedIn(doc, changed)) {
    if (name === 'meta') {
      faults.push(...metaFaults(doc, transaction, limits, records.keys()));
      continue;
    }
    for (const [id, keys] of records) {
      for (const fault of recordFaults(doc, transaction, limits, { name, id, keys })) faults.push(fault);
      const map = root(doc, name);
      if (keys === null && map.has(id) && before(transaction, map, id) === undefined) added.push([name, id]);
    }
  }
  if (added.length > 0) {
    const excess = Math.max(0, recordCount(doc) - limits.recordsPerBoard);
    // The last ones first: what a member added before the board was full stays.
    for (const [name, id] of added.slice(Math.max(0, added.length - excess)).reverse())
      faults.push(removal(name, id, null, 'too-many-records'));
  }
  return faults;
}

/** Types that a transaction changed, each with the keys that were written; null stands for its sequence. */
export type ChangedTypes = Y.Transaction['changed'];

function strangerFault(doc: Y.Doc, parent: Y.Item['parent'], at: Y.ID): Fault {
  const path: string[] = [];
  let type = parent;
  while (type instanceof Y.AbstractType && type._item !== null) {
    path.unshift(type._item.parentSub ?? '');
    type = type._item.parent;
  }
  const [id = '', key = null] = path;
  const name = type instanceof Y.AbstractType ? nameOf(doc, type) : undefined;
  return { root: name ?? 'notes', id, key, reason: 'not-a-record', repair: (one) => dropFromText(one, at) };
}

/** The touched ids under each root, each with its touched properties; null if the record itself was put or deleted. */
type Changed = Map<MapRoot, Map<string, Set<string> | null>>;

function changedIn(doc: Y.Doc, types: ChangedTypes): Changed {
  const changed: Changed = new Map();
  for (const [type, subs] of types) {
    const path: string[] = [];
    let top: { readonly _item: Y.Item | null } = type;
    while (top._item !== null && top._item.parent instanceof Y.AbstractType) {
      // Inside a text there are no names; only the two outermost, id and property, are used.
      path.unshift(top._item.parentSub ?? '');
      top = top._item.parent;
    }
    const name = nameOf(doc, top);
    if (name === undefined) continue;
    const records = changed.get(name) ?? new Map<string, Set<string> | null>();
    changed.set(name, records);
    const [id, key] = path;
    if (id === undefined) {
      for (const sub of subs) if (sub !== null) records.set(sub, null);
    } else if (records.get(id) !== null) {
      const keys = records.get(id) ?? new Set<string>();
      records.set(id, keys);
      for (const sub of key === undefined ? subs : [key]) if (sub !== null) keys.add(sub);
    }
  }
  return changed;
}

/** The name of a root, given its type. Kept for each type, because it is looked up for every letter. */
function nameOf(doc: Y.Doc, type: object): MapRoot | undefined {
  let name = rootNames.get(type);
  if (name !== undefined) return name;
  name = MAP_ROOTS.find((one) => root(doc, one) === type);
  if (name !== undefined) rootNames.set(type, name);
  return name;
}

const rootNames = new WeakMap<object, MapRoot>();

function metaFaults(doc: Y.Doc, transaction: Y.Transaction, limits: RuleLimits, keys: Iterable<string>): Fault[] {
  const meta = root(doc, 'meta');
  return [...keys].flatMap((key) => {
    const reason = key === 'schemaVersion' ? 'forbidden-key' : valueFault(key, meta.get(key), limits);
    return reason === null ? [] : [reversal(transaction, meta, 'meta', key, null, reason, [key])];
  });
}

interface ChangedRecord {
  readonly name: RecordRoot;
  readonly id: string;
  readonly keys: ReadonlySet<string> | null;
}

function recordFaults(
  doc: Y.Doc,
  transaction: Y.Transaction,
  limits: RuleLimits,
  { name, id, keys }: ChangedRecord,
): Fault[] {
  const records = root(doc, name);
  if (!records.has(id)) return [];
  const map = propertiesOf(doc, name, id);
  if (!isAllowedKey(id)) return [removal(name, id, null, 'forbidden-key')];
  if (map === null) return keys === null ? [removal(name, id, null, 'not-a-record')] : [];
  const names = keys ?? new Set(map.keys());
  const mergedText = mergedTextOf(name);
  const faulty = (key: string | null, reason: FaultReason) =>
    keys === null ? removal(name, id, key, reason) : reversal(transaction, map, name, id, key, reason, keys);
  for (const key of names) {
    const value = map.get(key);
    if (key === mergedText && value instanceof Y.XmlFragment) continue;
    const reason = valueFault(key, value, { metaBytes: limits.recordBytes });
    if (reason !== null) return [faulty(key, reason)];
  }
  if (keys === null || mayBeLarge(map, keys)) {
    if (propertiesSize(map, limits.recordBytes) > limits.recordBytes) return [faulty(null, 'too-large')];
    if (name === 'drawings' && propertiesSize(map, limits.metaBytes, 'meta.') > limits.metaBytes)
      return [faulty('meta', 'too-large')];
  }
  if (name === 'drawings') {
    const typeOf = (other: string) => propertiesOf(doc, 'drawings', other)?.get('type');
    const key = drawingFault(readDrawing(id, map), typeOf, keys);
    if (key !== null) return [faulty(key, 'bad-drawing')];
  }
  return mergedText !== null && names.has(mergedText)
    ? textFaults(transaction, limits, map, { name, id, key: mergedText })
    : [];
}

function textFaults(
  transaction: Y.Transaction,
  limits: RuleLimits,
  record: Properties,
  { name, id, key }: { readonly name: RecordRoot; readonly id: string; readonly key: string },
): Fault[] {
  const text = record.get(key);
  if (!(text instanceof Y.XmlFragment) || textLength(text) <= limits.noteCharacters) return [];
  const repair = () => cutText(text, limits.noteCharacters, transaction.beforeState);
  return [{ root: name, id, key, reason: 'text-too-long', repair }];
}

function valueFault(key: string, value: unknown, { metaBytes }: Pick<RuleLimits, 'metaBytes'>): FaultReason | null {
  if (value === undefined) return null;
  if (!isAllowedKey(key)) return 'forbidden-key';
  if (!isPlain(value)) return 'not-a-record';
  return sizeOf(value, metaBytes) > metaBytes ? 'too-large' : null;
}

/** Whether a change may have made a record too large. A drag, which is small, must not cost a walk over the record. */
function mayBeLarge(map: Properties, keys: ReadonlySet<string>): boolean {
  if (map._map.size > 64) return true;
  let size = 0;
  for (const key of keys) {
    const value = map.get(key);
    if (!(value instanceof Y.AbstractType)) size += sizeOf(value, 1024);
  }
  return size > 1024;
}

function propertiesSize(map: Properties, most: number, prefix = ''): number {
  let size = 0;
  for (const [key, value] of map.entries()) {
    if (!key.startsWith(prefix) || value instanceof Y.AbstractType) continue;
    size += key.length + sizeOf(value, most - size);
    if (size > most) return size;
  }
  return size;
}
