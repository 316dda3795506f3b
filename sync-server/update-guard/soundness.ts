import * as Y from 'yjs';
import { UpdateFault } from './byte-cursor.ts';
import type { DeletedRanges } from './deleted-ranges.ts';
import type { Incoming } from './incoming.ts';
import { DEEPEST_TYPE } from './known-structs.ts';
import { refuseCostly, refuseCostlyCuts } from './placement-cost.ts';
import { Slots } from './slots.ts';
import { MISSING } from './struct-list.ts';

/**
 * Throws UpdateFault on structs that Yjs would accept and then throw on, at once or when somebody edits or deletes near
 * them, in every browser. Yjs never writes such structs. Only for updates without a gap.
 */
export function refuseUnsound(doc: Y.Doc, incoming: Incoming, deleted: DeletedRanges): void {
  const slots = new Slots(incoming);
  const cuts = (last: Y.ID) => cutsValue(doc, incoming, slots, deleted, last);
  // Including structs that the document already holds: Yjs splits items next to those, too.
  for (const struct of incoming.all) {
    if (!(struct instanceof Y.Item)) continue;
    const isHeld = struct.id.clock < Y.getState(doc.store, struct.id.client);
    if (isHeld ? !agreesWithHeld(incoming, slots, struct) : !fitsBetween(incoming, slots, struct)) {
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
  refuseCostly(doc, incoming, slots);
  refuseCostlyCuts(incoming, deleted);
}

/**
 * Whether an item and its neighbours lie in the same type and under the same key. Their order is not checked: Yjs' own
 * undo writes items whose right neighbour is also the left one. Under a key an item has no right neighbour, because
 * values are only written after the last one.
 */
function fitsBetween(incoming: Incoming, slots: Slots, struct: Y.Item): boolean {
  const [before, after] = [struct.origin, struct.rightOrigin].map((id) => (id === null ? MISSING : incoming.at(id)));
  return slots.areOne([struct, before, after]) && (after === MISSING || !slots.isKeyed(struct));
}

/**
 * Whether an incoming item describes the part that the document already holds exactly as the document does. Yjs attaches
 * the rest to the held part but takes the parent from the item, and throws if only one of them was garbage-collected.
 */
function agreesWithHeld(incoming: Incoming, slots: Slots, struct: Y.Item): boolean {
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

/** Whether everything an item refers to was garbage-collected, so that Yjs collects the item at once. */
function namesCollected(incoming: Incoming, { origin, rightOrigin, parent }: Y.Item): boolean {
  for (const id of [origin, rightOrigin]) if (id !== null && incoming.at(id) instanceof Y.Item) return false;
  if (parent === null) return true;
  const type = parent instanceof Y.ID ? incoming.at(parent) : null;
  // A collected type itself remains as a deleted item without its content.
  return type instanceof Y.GC || (type instanceof Y.Item && !(type.content instanceof Y.ContentType));
}

/**
 * Whether Yjs would split a living item under a key after a clock. Only the last item under a key may be alive: Yjs does
 * not look for others when it deletes the map, and throws on them when it collects the map. Items of several values are
 * rare but honest: with undo, Yjs keeps replaced values as one item, and brings them back as one.
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
