import * as Y from 'yjs';
import type { Incoming } from './incoming.ts';
import { MISSING, type Struct } from './struct-list.ts';

/** Where a struct lies: the type, as the item that contains it or as a root's name, and the key. */
interface Slot {
  readonly parent: unknown;
  readonly sub: string | null;
}

/** The slots of structs. Each is remembered, because an update may be one long chain of structs. */
export class Slots {
  readonly #incoming: Incoming;
  /** Null: the struct has no effect. */
  readonly #known = new Map<Struct, Slot | null>();

  constructor(incoming: Incoming) {
    this.#incoming = incoming;
  }

  /** Whether all structs that have an effect are in one slot. */
  areOne(structs: readonly (Struct | typeof MISSING | undefined)[]): boolean {
    let first: Slot | null = null;
    for (const one of structs) {
      const slot = one === MISSING || one === undefined ? null : this.of(one);
      if (slot === null) continue;
      first ??= slot;
      if (slot.parent !== first.parent || slot.sub !== first.sub) return false;
    }
    return true;
  }

  isKeyed(struct: Struct): boolean {
    return (this.of(struct)?.sub ?? null) !== null;
  }

  /** The slot of a struct; null if it has no effect. */
  of(struct: Struct): Slot | null {
    const path: Struct[] = [];
    let slot: Slot | null = null;
    for (let at: Struct | typeof MISSING = struct; at !== MISSING && at instanceof Y.Item; ) {
      const known = this.#known.get(at);
      if (known !== undefined) {
        slot = known;
        break;
      }
      path.push(at);
      const parent: unknown = at.parent;
      if (parent !== null) {
        slot = { parent: this.#typeOf(parent), sub: at.parentSub };
        break;
      }
      const neighbour: Y.ID | null = at.origin ?? at.rightOrigin;
      if (neighbour === null) break;
      at = this.#incoming.at(neighbour);
    }
    for (const one of path) this.#known.set(one, slot);
    return slot;
  }

  #typeOf(parent: unknown): unknown {
    if (parent instanceof Y.AbstractType) return (parent._item as Y.Item | null) ?? Y.findRootTypeKey(parent);
    return parent instanceof Y.ID ? this.#incoming.at(parent) : parent;
  }
}
