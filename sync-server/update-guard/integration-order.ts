import * as Y from 'yjs';
import { MISSING, type Struct } from './struct-list.ts';

type StructAt = (id: Y.ID) => Struct | typeof MISSING;

/**
 * Whether Yjs could integrate all structs of an update at once: everything they build on is there, and they do not wait
 * for each other in a circle. `byClient`: the update's structs, sorted by clock.
 */
export function canIntegrate(doc: Y.Doc, byClient: ReadonlyMap<number, readonly Struct[]>, at: StructAt): boolean {
  let crosses = false;
  for (const list of byClient.values()) {
    for (const struct of list) {
      if (!(struct instanceof Y.Item)) continue;
      for (const id of awaitedBy(doc, struct)) {
        if (id.client !== struct.id.client) crosses = true;
        else if (id.clock >= struct.id.clock) return false;
      }
    }
  }
  // One client's structs are integrated in order, so only different clients can wait for each other.
  return !crosses || hasNoCycle(doc, byClient, at);
}

/** Walks depth-first without recursion: a hostile update may nest as deep as it likes. */
function hasNoCycle(doc: Y.Doc, byClient: ReadonlyMap<number, readonly Struct[]>, at: StructAt): boolean {
  const stack = [...byClient.values()].flat();
  const before = new Map<Struct, Struct>();
  for (const list of byClient.values()) {
    for (let i = 1; i < list.length; i++) before.set(list[i] as Struct, list[i - 1] as Struct);
  }
  const done = new Set<Struct>();
  const open = new Set<Struct>();
  for (let struct = stack.at(-1); struct !== undefined; struct = stack.at(-1)) {
    if (done.has(struct) || open.has(struct)) {
      done.add(struct);
      open.delete(struct);
      stack.pop();
      continue;
    }
    open.add(struct);
    const needs: (Struct | typeof MISSING)[] = before.has(struct) ? [before.get(struct) as Struct] : [];
    if (struct instanceof Y.Item) for (const id of awaitedBy(doc, struct)) needs.push(at(id));
    for (const need of needs) {
      if (need === MISSING || open.has(need)) return false;
      if (!done.has(need)) stack.push(need);
    }
  }
  return true;
}

/** The structs an item refers to that the document lacks: they must be integrated before it. */
function* awaitedBy(doc: Y.Doc, { origin, rightOrigin, parent }: Y.Item): Iterable<Y.ID> {
  const type: unknown = parent;
  for (const id of [origin, rightOrigin, type instanceof Y.ID ? type : null]) {
    if (id !== null && id.clock >= Y.getState(doc.store, id.client)) yield id;
  }
}
