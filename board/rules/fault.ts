import * as Y from 'yjs';
import { type MapRoot, mergedTextOf } from '../board-doc.ts';
import type { RootName } from '../nouns.ts';
import { type Properties, root, sameValue } from '../records.ts';
import { isPlain } from './plain-value.ts';

export type FaultReason =
  /** A key that could reach an object's prototype, or the schema version, which only the server changes. */
  | 'forbidden-key'
  /** A value that is not a Y.Map of properties, or a property that is not plain data. */
  | 'not-a-record'
  | 'bad-drawing'
  | 'text-too-long'
  | 'too-large'
  | 'too-many-records';

/** Something that a change put into a document and that breaks one of its rules. */
export interface Fault {
  readonly root: RootName;
  /** The record's id; in `meta` the property's name. */
  readonly id: string;
  /** The property that breaks the rule; null if it is not a single one. */
  readonly key: string | null;
  readonly reason: FaultReason;
  /** Removes the fault from the document; see {@link repair}. */
  readonly repair: (doc: Y.Doc) => void;
}

/** Repairs a document: bad new records are deleted, bad values set back to the previous ones, long texts cut. */
export function repair(doc: Y.Doc, faults: readonly Fault[]): void {
  for (const fault of faults) fault.repair(doc);
}

/** A fault that is repaired by deleting its record. */
export function removal(name: MapRoot, id: string, key: string | null, reason: FaultReason): Fault {
  return { root: name, id, key, reason, repair: (doc) => root(doc, name).delete(id) };
}

/** A fault that is repaired by setting properties back to their values from before the transaction. */
export function reversal(
  transaction: Y.Transaction,
  map: Properties,
  name: MapRoot,
  id: string,
  key: string | null,
  reason: FaultReason,
  keys: Iterable<string>,
): Fault {
  const held = [...keys]
    .filter((one) => !(one === mergedTextOf(name) && map.get(one) instanceof Y.XmlFragment))
    .map((one) => [one, before(transaction, map, one)] as const);
  const setBack = () => {
    for (const [one, value] of held) {
      if (value === undefined || !isPlain(value)) map.delete(one);
      else if (!sameValue(map.get(one), value)) map.set(one, value);
    }
  };
  return { root: name, id, key, reason, repair: setBack };
}

/** The value under a key of a map before the transaction; undefined if there was none. */
export function before(transaction: Y.Transaction, map: Properties, key: string): unknown {
  const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
  let item = map._map.get(key) ?? null;
  while (item !== null && isNew(item)) item = item.left;
  if (item === null) return undefined;
  if (item.deleted && !Y.isDeleted(transaction.deleteSet, item.id)) return undefined;
  return (item.content.getContent() as unknown[]).at(-1);
}
