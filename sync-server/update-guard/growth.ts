import * as Y from 'yjs';
import { mergedTextOf, RECORD_ROOTS } from '#board/board-doc';
import { root } from '#board/records';
import { textLength } from '#board/rules/text-length';
import { DeletedRanges } from './deleted-ranges.ts';
import { Incoming } from './incoming.ts';
import { Slots } from './slots.ts';

/** What a board would hold more than now if an update were applied. */
export interface Growth {
  /** Records that would be there and are not there now. */
  readonly added: number;
  /** Records that would no longer be there. */
  readonly erased: number;
  /** The length, in UTF-16 units, of the longest note that the update would make longer; 0 if it makes none longer. */
  readonly longestText: number;
}

/**
 * Measures an update that was found to be allowed, before it is applied. Changes nothing. Never says too little: a record
 * that two members put at once counts as added. Costs as much as `touches`, and for each note it writes in as much as
 * the note has lines.
 */
export function growthOf(doc: Y.Doc, update: Uint8Array): Growth {
  const { structs, ds } = Y.decodeUpdate(update);
  const incoming = new Incoming(doc, structs);
  const deleted = new DeletedRanges(ds);
  const slots = new Slots(incoming);
  const records = new Records(doc, slots);
  const texts = new Texts(slots, deleted);
  for (const struct of incoming.fresh) {
    if (!(struct instanceof Y.Item) || isErased(struct, deleted)) continue;
    records.put(struct);
    texts.add(struct, struct.length);
  }
  for (const { client, clock, end } of deleted.all()) {
    for (const held of incoming.heldOf({ id: new Y.ID(client, clock), length: end - clock })) {
      if (!(held instanceof Y.Item) || held.deleted) continue;
      records.erase(held);
      texts.add(held, Math.max(clock, held.id.clock) - Math.min(end, held.id.clock + held.length));
    }
  }
  return { ...records.growth(), longestText: texts.longest() };
}

function isErased({ id, length, content, deleted: isGone }: Y.Item, deleted: DeletedRanges): boolean {
  return isGone || content instanceof Y.ContentDeleted || deleted.covers(id.client, id.clock, id.clock + length);
}

/** The keys of records that an update puts and erases. */
class Records {
  readonly #doc: Y.Doc;
  readonly #slots: Slots;
  readonly #put = new Map<string, Set<string>>(RECORD_ROOTS.map((name) => [name, new Set()]));
  readonly #erased = new Map<string, Set<string>>(RECORD_ROOTS.map((name) => [name, new Set()]));

  constructor(doc: Y.Doc, slots: Slots) {
    this.#doc = doc;
    this.#slots = slots;
  }

  put(item: Y.Item): void {
    this.#note(this.#put, item);
  }

  erase(item: Y.Item): void {
    this.#note(this.#erased, item);
  }

  growth(): { added: number; erased: number } {
    let added = 0;
    let erased = 0;
    for (const [name, keys] of this.#put) for (const key of keys) if (!root(this.#doc, name).has(key)) added += 1;
    for (const [name, keys] of this.#erased) {
      for (const key of keys) if (this.#put.get(name)?.has(key) !== true) erased += 1;
    }
    return { added, erased };
  }

  #note(keys: ReadonlyMap<string, Set<string>>, item: Y.Item): void {
    const slot = this.#slots.of(item);
    if (slot === null || slot.sub === null || typeof slot.parent !== 'string') return;
    keys.get(slot.parent)?.add(slot.sub);
  }
}

/** Letters that are added to a text, and for each fragment and line in it how many nodes more it has. */
interface TextGrowth {
  letters: number;
  readonly nodes: Map<Y.Item, number>;
}

/** How much longer the texts of notes become. */
class Texts {
  readonly #slots: Slots;
  readonly #deleted: DeletedRanges;
  readonly #growth = new Map<Y.Item, TextGrowth>();

  constructor(slots: Slots, deleted: DeletedRanges) {
    this.#slots = slots;
    this.#deleted = deleted;
  }

  /** Counts something in a text, or with a negative length something that is erased from it. */
  add(item: Y.Item, length: number): void {
    const parent = this.#slots.of(item)?.parent;
    if (!(parent instanceof Y.Item) || !item.content.isCountable()) return;
    const text = this.#textOf(parent, length > 0);
    if (text === null) return;
    const growth = this.#growth.get(text) ?? { letters: 0, nodes: new Map<Y.Item, number>() };
    this.#growth.set(text, growth);
    if (typeIn(parent) instanceof Y.XmlFragment) growth.nodes.set(parent, (growth.nodes.get(parent) ?? 0) + length);
    else growth.letters += length;
  }

  longest(): number {
    let longest = 0;
    for (const [text, { letters, nodes }] of this.#growth) {
      let more = letters;
      for (const [parent, count] of nodes) more += breaks(nodesIn(parent) + count) - breaks(nodesIn(parent));
      const type = typeIn(text);
      const before = isHeld(text) && type instanceof Y.XmlFragment ? textLength(type) : 0;
      if (more > 0) longest = Math.max(longest, before + more);
    }
    return longest;
  }

  /** The text that a type belongs to, as the item that holds it; null if to none, or if it is gone afterwards. */
  #textOf(type: Y.Item, isNew: boolean): Y.Item | null {
    let at: unknown = type;
    while (at instanceof Y.Item && !(isNew && isErased(at, this.#deleted))) {
      const slot = this.#slots.of(at);
      const record = slot?.parent;
      const noun = record instanceof Y.Item ? this.#slots.of(record)?.parent : null;
      const name = RECORD_ROOTS.find((one) => one === noun);
      if (name !== undefined) return slot?.sub === mergedTextOf(name) ? at : null;
      at = record;
    }
    return null;
  }
}

/** Whether an item is the document's, not the update's: only the document has types as parents. */
function isHeld(item: Y.Item): boolean {
  return item.parent instanceof Y.AbstractType;
}

function typeIn({ content }: Y.Item): unknown {
  return content instanceof Y.ContentType ? content.type : null;
}

function nodesIn(item: Y.Item): number {
  const type = typeIn(item);
  return isHeld(item) && type instanceof Y.XmlFragment ? type.length : 0;
}

/** Line breaks as `textLength` counts them. */
function breaks(nodes: number): number {
  return Math.max(0, nodes - 1);
}
