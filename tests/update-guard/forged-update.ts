import * as encoding from 'lib0/encoding';

/** Writes V1 updates struct by struct, including what Yjs never writes, to test what a hostile client could send. */
export interface ForgedId {
  readonly client: number;
  readonly clock: number;
}

export type ForgedContent =
  | { readonly deleted: number }
  | { readonly text: string }
  | { readonly any: readonly unknown[] }
  | { readonly json: readonly string[] }
  | { readonly binary: readonly number[] }
  | { readonly format: readonly [key: string, json: string] }
  | { readonly embed: string }
  | { readonly type: keyof typeof TYPE_REFS };

export type ForgedStruct =
  | { readonly gc: number }
  | { readonly skip: number }
  | {
      readonly origin?: ForgedId | undefined;
      readonly rightOrigin?: ForgedId | undefined;
      /** A root's name or an item. Written only if there is no origin and no right origin, as the format demands. */
      readonly parent?: string | ForgedId;
      readonly parentSub?: string | undefined;
      readonly content: ForgedContent;
    };

export interface ForgedBlock extends ForgedId {
  readonly structs: readonly ForgedStruct[];
}

export interface ForgedDeletes {
  readonly client: number;
  readonly ranges: readonly (readonly [clock: number, len: number])[];
}

export function forgedUpdate(blocks: readonly ForgedBlock[], deletes: readonly ForgedDeletes[] = []): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, blocks.length);
  for (const { client, clock, structs } of blocks) {
    encoding.writeVarUint(encoder, structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  encoding.writeVarUint(encoder, deletes.length);
  for (const { client, ranges } of deletes) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const [clock, len] of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, len);
    }
  }
  return encoding.toUint8Array(encoder);
}

/** How many clocks a struct takes. */
export function lengthOf(struct: ForgedStruct): number {
  if ('gc' in struct) return struct.gc;
  if ('skip' in struct) return struct.skip;
  const { content } = struct;
  if ('deleted' in content) return content.deleted;
  if ('text' in content) return content.text.length;
  if ('json' in content) return content.json.length;
  return 'any' in content ? content.any.length : 1;
}

const TYPE_REFS = { array: 0, map: 1, text: 2, element: 3, fragment: 4, xmlText: 6 } as const;
const KINDS = { deleted: 1, json: 2, binary: 3, text: 4, embed: 5, format: 6, type: 7, any: 8 } as const;

function writeStruct(encoder: encoding.Encoder, struct: ForgedStruct): void {
  if ('gc' in struct) {
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, struct.gc);
    return;
  }
  if ('skip' in struct) {
    encoding.writeUint8(encoder, 10);
    encoding.writeVarUint(encoder, struct.skip);
    return;
  }
  const { origin, rightOrigin, parent = 'notes', parentSub, content } = struct;
  const ref = KINDS[Object.keys(content)[0] as keyof typeof KINDS];
  const flags = (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (parentSub === undefined ? 0 : 0x20);
  encoding.writeUint8(encoder, ref | flags);
  if (origin) writeId(encoder, origin);
  if (rightOrigin) writeId(encoder, rightOrigin);
  if (!origin && !rightOrigin) {
    encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0);
    if (typeof parent === 'string') encoding.writeVarString(encoder, parent);
    else writeId(encoder, parent);
    if (parentSub !== undefined) encoding.writeVarString(encoder, parentSub);
  }
  if ('deleted' in content) encoding.writeVarUint(encoder, content.deleted);
  else if ('text' in content) encoding.writeVarString(encoder, content.text);
  else if ('any' in content) {
    encoding.writeVarUint(encoder, content.any.length);
    for (const value of content.any) encoding.writeAny(encoder, value as encoding.AnyEncodable);
  } else if ('json' in content) {
    encoding.writeVarUint(encoder, content.json.length);
    for (const json of content.json) encoding.writeVarString(encoder, json);
  } else if ('binary' in content) encoding.writeVarUint8Array(encoder, Uint8Array.from(content.binary));
  else if ('embed' in content) encoding.writeVarString(encoder, content.embed);
  else if ('format' in content) for (const part of content.format) encoding.writeVarString(encoder, part);
  else {
    encoding.writeVarUint(encoder, TYPE_REFS[content.type]);
    if (content.type === 'element') encoding.writeVarString(encoder, 'paragraph');
  }
}

function writeId(encoder: encoding.Encoder, { client, clock }: ForgedId): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}
