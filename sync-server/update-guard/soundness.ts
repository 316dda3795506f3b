import * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';
import type { DeletedRanges } from './deleted-ranges.ts';
import { type Incoming, MISSING, type Struct } from './incoming.ts';
import { DEEPEST_TYPE } from './known-structs.ts';

/** The type that a struct lies in, as the item that holds it or as a root's name, and the key. */
interface Slot {
  readonly parent: unknown;
  readonly sub: string | null;
}

/**
 * Refuses what Yjs would take and then end with an error, at once or when somebody edits or deletes around it, in every
 * browser too. No Yjs writes such structs. Only for updates without a gap. Throws UpdateFault.
 */
export function refuseUnsound(doc: Y.Doc, incoming: Incoming, deleted: DeletedRanges): void {
  const slots = new Slots(incoming);
  const cuts = (last: Y.ID) => cutsValue(doc, incoming, slots, deleted, last);
  // Yjs cuts items beside what it holds already, too.
  for (const struct of incoming.all) {
    if (!(struct instanceof Y.Item)) continue;
    const isHeld = struct.id.clock < Y.getState(doc.store, struct.id.client);
    if (isHeld ? !goesOn(incoming, slots, struct) : !fitsBetween(incoming, slots, struct)) {
      throw new UpdateFault('a struct between two that are not neighbours');
    }
    if (struct.origin !== null && cuts(struct.origin)) throw new UpdateFault('a value under a key that is cut in two');
  }
  for (const { client, clock, end } of deleted.all()) {
    if ((clock > 0 && cuts(new Y.ID(client, clock - 1))) || cuts(new Y.ID(client, end - 1))) {
      throw new UpdateFault('a value under a key that is cut in two');
    }
  }
  if (incoming.deepest() > DEEPEST_TYPE) throw new UpdateFault('types that are nested too deep');
}

/**
 * Whether an item's neighbours lie in one place, in one type and under one key. Their order is not looked at: Yjs' own
 * undo writes items whose right neighbour is the left one. Under a key nothing is written before another value: the
 * last one counts.
 */
function fitsBetween(incoming: Incoming, slots: Slots, struct: Y.Item): boolean {
  const [before, after] = [struct.origin, struct.rightOrigin].map((id) => (id === null ? MISSING : incoming.at(id)));
  return slots.areOne([struct, before, after]) && (after === MISSING || !slots.isKeyed(struct));
}

/**
 * Whether an item that is held, or a part of it, says of what is held what the document says of it. Yjs hangs the rest onto the
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
 * Whether Yjs would cut a living item under a key behind a clock. Only the last item under a key may live: it does not
 * look for others when it deletes the map, and ends at them when it collects it. Longer items are rare but honest: values
 * that were replaced come as one item where somebody can undo that, and undo brings them back as one.
 */
function cutsValue(doc: Y.Doc, incoming: Incoming, slots: Slots, deleted: DeletedRanges, last: Y.ID): boolean {
  const item = incoming.at(last);
  if (!(item instanceof Y.Item) || item.deleted || !item.content.isCountable()) return false;
  const { client, clock } = item.id;
  const end = clock + item.length;
  if (last.clock === end - 1 || !slots.isKeyed(item)) return false;
  const held = Y.getState(doc.store, client);
  return !deleted.covers(client, end > held ? Math.max(clock, held) : clock, end);
}

/** The slots of structs: each is looked for once, since an update may be one long row of them. */
class Slots {
  readonly #incoming: Incoming;
  /** Null: it takes no effect. */
  readonly #known = new Map<Struct, Slot | null>();

  constructor(incoming: Incoming) {
    this.#incoming = incoming;
  }

  areOne(structs: readonly (Struct | typeof MISSING | undefined)[]): boolean {
    let first: Slot | null = null;
    for (const one of structs) {
      const slot = one === MISSING || one === undefined ? null : this.#of(one);
      if (slot === null) continue;
      first ??= slot;
      if (slot.parent !== first.parent || slot.sub !== first.sub) return false;
    }
    return true;
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
