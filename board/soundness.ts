import * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';
import { type Incoming, MISSING, type Struct } from './incoming.ts';
import { DEEPEST_TYPE } from './known-structs.ts';

/** Whether an update deletes all of a stretch of a client's clocks. */
export type Deletes = (client: number, clock: number, end: number) => boolean;

/** The type that a struct lies in, as the item that holds it or as a root's name, and the key. */
interface Slot {
  readonly parent: unknown;
  readonly sub: string | null;
}

/**
 * Refuses what Yjs would take and then end with an error, at once or when somebody edits or deletes around it, in every
 * browser too. No Yjs writes such structs. Only for updates without a gap. Throws UpdateFault.
 */
export function refuseUnsound(doc: Y.Doc, incoming: Incoming, deletes: Deletes): void {
  const slots = new Slots(incoming);
  for (const struct of incoming.fresh) {
    if (!(struct instanceof Y.Item)) continue;
    const held = Y.getState(doc.store, struct.id.client);
    if (struct.id.clock < held ? !goesOn(incoming, slots, struct) : !fitsBetween(incoming, slots, struct)) {
      throw new UpdateFault('a struct between two that are not neighbours');
    }
    if (!isSingle(slots, struct, held, deletes)) throw new UpdateFault('several values under one key');
  }
  if (incoming.deepest() > DEEPEST_TYPE) throw new UpdateFault('types that are nested too deep');
}

/**
 * Whether an item's neighbours lie in one place, in one type and under one key, and the right one not before the left.
 * Under a key nothing is written before another value: the last one counts.
 */
function fitsBetween(incoming: Incoming, slots: Slots, struct: Y.Item): boolean {
  const { origin: left, rightOrigin: right } = struct;
  const before = left === null ? MISSING : incoming.at(left);
  const after = right === null ? MISSING : incoming.at(right);
  if (left !== null && right !== null && before === after && right.clock <= left.clock) return false;
  return slots.areOne([struct, before, after]) && (right === null || !slots.isKeyed(struct));
}

/**
 * Whether an item that is held in part says of the held part what the document says of it. Yjs hangs the rest onto the
 * held part, but takes the type from what the item names; and it ends where the one is collected and the other is not.
 */
function goesOn(incoming: Incoming, slots: Slots, struct: Y.Item): boolean {
  const { client, clock } = struct.id;
  return incoming.heldOf(struct).every((piece) => {
    if (!(piece instanceof Y.Item)) return namesCollected(incoming, struct);
    const from = Math.max(clock, piece.id.clock);
    const before = new Y.ID(client, from - 1);
    return (
      Y.compareIDs(from === clock ? struct.origin : before, from === piece.id.clock ? piece.origin : before) &&
      Y.compareIDs(struct.rightOrigin, piece.rightOrigin) &&
      slots.areOne([struct, piece])
    );
  });
}

/** Whether all that an item names has been collected, so that Yjs collects the item at once. */
function namesCollected(incoming: Incoming, { origin, rightOrigin, parent }: Y.Item): boolean {
  for (const id of [origin, rightOrigin]) if (id !== null && incoming.at(id) instanceof Y.Item) return false;
  if (parent === null) return true;
  const type = parent instanceof Y.ID ? incoming.at(parent) : null;
  // The type itself stays behind as a deleted item.
  return type instanceof Y.GC || (type instanceof Y.Item && !(type.content instanceof Y.ContentType));
}

/**
 * Whether an item under a key of a map is one value, or deleted by the same update. For Yjs only the last item under a
 * key lives, and when it cuts a longer one in two, both would. Deleted ones it writes as one where somebody can undo the
 * deletion: what a member dragged about offline comes so.
 */
function isSingle(slots: Slots, struct: Y.Item, held: number, deletes: Deletes): boolean {
  const { client, clock } = struct.id;
  const from = Math.max(clock, held);
  const end = clock + struct.length;
  return end - from === 1 || !struct.content.isCountable() || !slots.isKeyed(struct) || deletes(client, from, end);
}

/** The slots of structs: each is looked for once, since an update may be one long row of them. */
class Slots {
  readonly #incoming: Incoming;
  /** Null: it takes no effect. */
  readonly #known = new Map<Struct, Slot | null>();

  constructor(incoming: Incoming) {
    this.#incoming = incoming;
  }

  areOne(structs: readonly (Struct | typeof MISSING)[]): boolean {
    const slots = structs.flatMap((one) => (one === MISSING ? [] : (this.#of(one) ?? [])));
    return slots.every(({ parent, sub }) => parent === slots[0]?.parent && sub === slots[0]?.sub);
  }

  isKeyed(struct: Struct): boolean {
    return (this.#of(struct)?.sub ?? null) !== null;
  }

  #of(struct: Struct): Slot | null {
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
