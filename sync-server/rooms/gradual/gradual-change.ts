import * as Y from 'yjs';
import { type ChangedTypes, changeFaults, newItemFaults } from '#board/rules/document-rules';
import type { Fault } from '#board/rules/fault';
import type { RuleLimits } from '#board/rules/rule-limits';
import { type Ranges, takeSome } from '../../update-guard/parts/ranges.ts';

/** How many changed keys are checked in one slice, and from how many structs the deleted content is freed. */
const SLICE_KEYS = 50;
const SLICE_STRUCTS = 1_000;

/**
 * A change that is applied to a document in several transactions, between which others' go on, and that is checked
 * against the board's rules as one: half of it may break a rule that the whole keeps, such as a long text of which the
 * old half is deleted last. Until {@link end}, Yjs keeps deleted content, from which a repair brings values back.
 */
export class GradualChange {
  readonly #doc: Y.Doc;
  readonly #rules: RuleLimits;
  readonly #whole: Y.Transaction;
  readonly #changed: ChangedTypes = new Map();
  readonly #deleted: Y.Transaction['deleteSet'][] = [];
  /** Others have changed the document in between, and may have broken the rules that {@link faults} finds broken. */
  isMixed = false;

  constructor(doc: Y.Doc, rules: RuleLimits) {
    this.#doc = doc;
    this.#rules = rules;
    this.#whole = new Y.Transaction(doc, null, false);
    doc.gc = false;
    doc.on('afterTransaction', this.#gather);
  }

  /** What in the change breaks the rules, in slices. What a slice returns must be repaired before the next one. */
  *faults(): Generator<readonly Fault[]> {
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#whole.afterState = Y.decodeStateVector(Y.encodeStateVector(this.#doc));
    this.#whole.deleteSet = Y.mergeDeleteSets(this.#deleted);
    this.#whole.changed = new Map(changed);
    yield newItemFaults(this.#doc, this.#whole, this.#rules);
    // The last ones first: of too many records the last ones are removed.
    for (const types of slices(changed.reverse())) yield changeFaults(this.#doc, this.#whole, types, this.#rules);
  }

  /** Frees deleted content, in slices, and ends the change. */
  *end(): Generator<void> {
    try {
      const deleted = Y.mergeDeleteSets(this.#deleted.splice(0));
      const ranges: Ranges = new Map();
      for (const [client, list] of deleted.clients) {
        ranges.set(
          client,
          list.map(({ clock, len }) => [clock, clock + len]),
        );
      }
      for (let some = takeSome(ranges, this.#doc, SLICE_STRUCTS); some.size > 0; ) {
        this.#free(some);
        yield;
        some = takeSome(ranges, this.#doc, SLICE_STRUCTS);
      }
      // What others have deleted in the meantime is little.
      Y.tryGc(Y.mergeDeleteSets(this.#deleted), this.#doc.store, this.#doc.gcFilter);
    } finally {
      this.#doc.off('afterTransaction', this.#gather);
      this.#doc.gc = true;
    }
  }

  #free(ranges: Ranges): void {
    const some = Y.createDeleteSet();
    for (const [client, list] of ranges) {
      some.clients.set(
        client,
        list.map(([from, to]) => ({ clock: from, len: to - from })),
      );
    }
    Y.tryGc(some, this.#doc.store, this.#doc.gcFilter);
  }

  readonly #gather = (transaction: Y.Transaction): void => {
    this.#deleted.push(transaction.deleteSet);
    for (const [type, subs] of transaction.changed) {
      const seen = this.#changed.get(type) ?? new Set<string | null>();
      this.#changed.set(type, seen);
      for (const sub of subs) seen.add(sub);
    }
  };
}

type Changed = ChangedTypes extends Map<infer Type, unknown> ? Type : never;

/** The changed types in slices of so many keys, of each type the last keys first. */
function* slices(changed: Iterable<[Changed, Set<string | null>]>): Generator<ChangedTypes> {
  let slice: ChangedTypes = new Map();
  let room = SLICE_KEYS;
  for (const [type, subs] of changed) {
    const keys = [...subs];
    while (keys.length > 0) {
      const some = keys.splice(Math.max(0, keys.length - room));
      slice.set(type, new Set(some));
      room -= some.length;
      if (room > 0) continue;
      yield slice;
      slice = new Map();
      room = SLICE_KEYS;
    }
  }
  if (slice.size > 0) yield slice;
}
