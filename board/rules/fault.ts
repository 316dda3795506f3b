import * as Y from 'yjs';
import { type MapRoot, mergedTextOf } from '../board-doc.ts';
import type { RootName } from '../nouns.ts';
import { type Properties, root, sameValue } from '../records.ts';
import { isPlain } from './plain-value.ts';

export type FaultReason =
  /** A name that would reach an object's prototype, or the schema's version, which only the server raises. */
  | 'forbidden-key'
  /** Something that is no map of properties, or a property that is no data. */
  | 'not-a-record'
  | 'bad-drawing'
  | 'text-too-long'
  | 'too-large'
  | 'too-many-records';

/** Something that a change put into a document and that must not stay. */
export interface Fault {
  readonly root: RootName;
  /** The record, or in `meta` the property. */
  readonly id: string;
  /** The property at fault, where it is one. */
  readonly key: string | null;
  readonly reason: FaultReason;
  /** Takes the fault out again; see {@link repair}. */
  readonly mend: (doc: Y.Doc) => void;
}

/** Takes faults out of a document: a bad new record goes, bad values give way to those from before, a text is cut. */
export function repair(doc: Y.Doc, faults: readonly Fault[]): void {
  for (const { mend } of faults) mend(doc);
}

/** A fault that goes with its whole record. */
export function removal(name: MapRoot, id: string, key: string | null, reason: FaultReason): Fault {
  return { root: name, id, key, reason, mend: (doc) => root(doc, name).delete(id) };
}

/** A fault that is mended by giving properties the values back that they had before the transaction. */
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
  const mend = () => {
    for (const [one, value] of held) {
      if (value === undefined || !isPlain(value)) map.delete(one);
      else if (!sameValue(map.get(one), value)) map.set(one, value);
    }
  };
  return { root: name, id, key, reason, mend };
}

/** What a map held under a key when the transaction began; undefined where there was nothing. */
export function before(transaction: Y.Transaction, map: Properties, key: string): unknown {
  const isNew = ({ id }: Y.Item) => id.clock >= (transaction.beforeState.get(id.client) ?? 0);
  let item = map._map.get(key) ?? null;
  while (item !== null && isNew(item)) item = item.left;
  if (item === null) return undefined;
  if (item.deleted && !Y.isDeleted(transaction.deleteSet, item.id)) return undefined;
  return (item.content.getContent() as unknown[]).at(-1);
}
