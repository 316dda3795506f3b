import * as Y from 'yjs';
import type { Random } from '../helpers/seeds.ts';
import {
  type ForgedBlock,
  type ForgedContent,
  type ForgedDeletes,
  type ForgedId,
  type ForgedStruct,
  forgedUpdate,
  lengthOf,
} from './forged-update.ts';

const CONTENTS: readonly ForgedContent[] = [
  { any: [1] },
  { any: ['a'] },
  { any: [1, 2, 3] },
  { any: [] },
  { text: 'ab' },
  { text: 'a😀' },
  { text: '😀b' },
  { type: 'map' },
  { type: 'array' },
  { type: 'text' },
  { type: 'element' },
  { type: 'fragment' },
  { type: 'xmlText' },
  { deleted: 1 },
  { deleted: 2 },
  { json: ['1'] },
  { json: ['1', '2'] },
  { format: ['bold', 'true'] },
  { embed: '{"a":1}' },
  { binary: [1, 2] },
];
const PARENTS = ['notes', 'places', 'meta', 'drawings', '__proto__', 'ukjent'];
const KEYS = ['title', 'm1-0', 'text', 'x', '__proto__'];
/** Client ids that are not in the document. */
const NEW_CLIENTS = [70, 71];

/** Builds a small update with valid and invalid references to the document and to itself. */
export function forge(doc: Y.Doc, random: Random): Uint8Array {
  return new Forger(doc, random).forge();
}

class Forger {
  readonly #doc: Y.Doc;
  readonly #random: Random;
  readonly #clients: number[];
  readonly #items: Y.Item[];
  readonly #blocks: ForgedBlock[] = [];

  constructor(doc: Y.Doc, random: Random) {
    this.#doc = doc;
    this.#random = random;
    this.#clients = [...doc.store.clients.keys(), ...NEW_CLIENTS];
    this.#items = [...doc.store.clients.values()].flat().filter((one) => one instanceof Y.Item);
  }

  forge(): Uint8Array {
    const random = this.#random;
    if (random.chance(0.2)) {
      this.#continue(random.pick(this.#clients));
      return forgedUpdate(this.#blocks, random.chance(0.35) ? this.#deletes() : []);
    }
    for (let count = 1 + random.below(3); count > 0; count--) {
      const client = random.pick(this.#clients);
      if (random.chance(0.97) && this.#blocks.some((one) => one.client === client)) continue;
      const held = Y.getState(this.#doc.store, client);
      this.#block(client, Math.max(0, random.chance(0.6) ? held : held - random.below(5)));
    }
    return forgedUpdate(this.#blocks, random.chance(0.35) ? this.#deletes() : []);
  }

  /** Structs that each continue the client's last one, or lie in a type among them: what a glance may be sure of. */
  #continue(client: number): void {
    const random = this.#random;
    const structs: ForgedStruct[] = [];
    let clock = Y.getState(this.#doc.store, client);
    this.#blocks.push({ client, clock, structs });
    let type: ForgedId | null = null;
    for (let count = 1 + random.below(4); count > 0; count--) {
      const content = random.pick(CONTENTS);
      const parentSub = random.chance(0.3) ? random.pick(KEYS) : undefined;
      const struct: ForgedStruct =
        type !== null && random.chance(0.5)
          ? { parent: type, parentSub, content }
          : { origin: { client, clock: Math.max(0, clock - 1) }, content };
      if (lengthOf(struct) === 0) continue;
      structs.push(struct);
      if ('type' in content) type = { client, clock };
      clock += lengthOf(struct);
    }
  }

  #block(client: number, start: number): void {
    const structs: ForgedStruct[] = [];
    this.#blocks.push({ client, clock: start, structs });
    let clock = start;
    for (let count = 1 + this.#random.below(3); count > 0; count--) {
      const struct = this.#struct(client, clock);
      if (lengthOf(struct) === 0 && this.#random.chance(0.9)) continue;
      structs.push(struct);
      clock += lengthOf(struct);
    }
  }

  #struct(client: number, clock: number): ForgedStruct {
    const random = this.#random;
    if (random.chance(0.04)) return { gc: random.below(3) };
    if (random.chance(0.04)) return { skip: random.below(3) };
    const content = random.pick(CONTENTS);
    const item = random.maybe(this.#items);
    switch (random.below(8)) {
      case 0:
        return this.#asHeld(client, clock, content) ?? this.#anywhere(content);
      case 1:
      case 2:
      case 3:
        return item === undefined ? this.#anywhere(content) : this.#at(item, content);
      case 4:
        return {
          origin: { client, clock: Math.max(0, clock - 1) },
          rightOrigin: random.chance(0.3) ? this.#id() : undefined,
          content,
        };
      default:
        return this.#anywhere(content);
    }
  }

  /** The struct that the document holds at this clock, with another content. */
  #asHeld(client: number, clock: number, content: ForgedContent): ForgedStruct | null {
    const held = this.#items.find(
      ({ id, length }) => id.client === client && id.clock <= clock && clock < id.clock + length,
    );
    if (held === undefined) return null;
    const origin = clock === held.id.clock ? held.origin : new Y.ID(client, clock - 1);
    return { origin: origin ?? undefined, rightOrigin: held.rightOrigin ?? undefined, ...placeOf(held), content };
  }

  /** A struct next to an item, in the middle of it, or in the type that it contains. */
  #at(item: Y.Item, content: ForgedContent): ForgedStruct {
    const random = this.#random;
    const inside = { client: item.id.client, clock: item.id.clock + random.below(item.length) };
    switch (random.below(7)) {
      case 0:
        return { origin: item.lastId, rightOrigin: item.right?.id, content };
      case 1:
        return { origin: inside, content };
      case 2:
        return { origin: item.left?.lastId, rightOrigin: item.id, content };
      case 3:
        return { rightOrigin: inside, content };
      case 4:
        return { origin: item.lastId, content };
      case 5: {
        let [left, right]: (Y.Item | null)[] = [item, item];
        for (let steps = random.below(4); steps > 0; steps--) left = left?.left ?? null;
        for (let steps = random.below(4); steps > 0; steps--) right = right?.right ?? null;
        return { origin: left?.lastId, rightOrigin: right?.id, content };
      }
      default:
        return item.content instanceof Y.ContentType
          ? { parent: item.id, parentSub: this.#key(), content }
          : { ...placeOf(item), content };
    }
  }

  #anywhere(content: ForgedContent): ForgedStruct {
    const random = this.#random;
    return {
      origin: random.chance(0.4) ? this.#id() : undefined,
      rightOrigin: random.chance(0.3) ? this.#id() : undefined,
      parent: random.chance(0.4) ? this.#id() : random.pick(PARENTS),
      parentSub: this.#key(),
      content,
    };
  }

  #key(): string | undefined {
    return this.#random.chance(0.5) ? this.#random.pick(KEYS) : undefined;
  }

  /** Mostly the id of something in the document; sometimes of something in this update, or of nothing. */
  #id(): ForgedId {
    const random = this.#random;
    const block = random.maybe(this.#blocks);
    if (block !== undefined && random.chance(0.1)) {
      return { client: block.client, clock: block.clock + random.below(4) };
    }
    const client = random.pick(this.#clients);
    const held = Y.getState(this.#doc.store, client);
    const isThere = held > 0 && random.chance(0.93);
    return { client, clock: isThere ? random.below(held) : Math.max(0, held + random.below(3) - 1) };
  }

  #deletes(): ForgedDeletes[] {
    const random = this.#random;
    const byClient = new Map<number, ForgedDeletes>();
    for (let count = 1 + random.below(3); count > 0; count--) {
      const client = random.pick(this.#clients);
      const held = Y.getState(this.#doc.store, client);
      let clock = random.chance(0.5) ? random.below(held + 1) : Math.max(0, held - random.below(3));
      const ranges: [number, number][] = [];
      for (let more = 1 + random.below(3); more > 0; more--) {
        const len = random.below(5);
        ranges.push([clock, len]);
        clock += len + random.below(5);
      }
      byClient.set(client, { client, ranges });
    }
    return [...byClient.values()];
  }
}

function placeOf({ parent, parentSub }: Y.Item): { parent: string | ForgedId; parentSub: string | undefined } {
  const type = parent as Y.AbstractType<unknown>;
  return { parent: type._item?.id ?? Y.findRootTypeKey(type), parentSub: parentSub ?? undefined };
}
