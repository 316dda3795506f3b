import { type ByteCursor, UpdateFault } from './byte-cursor.ts';

/** How deep values may be nested. Deeper ones overflow the stack of programs that walk them by recursion, as browsers do. */
const DEEPEST = 64;

/** The numbers that stand for Yjs' kinds of content in an update. */
export const CONTENT = { deleted: 1, json: 2, binary: 3, string: 4, embed: 5, format: 6, type: 7, any: 8 } as const;

/** The highest number of Yjs' shared types. Two of them, an XML element and an XML hook, are followed by a name. */
const LAST_TYPE = 6;
const NAMED_TYPES = [3, 5];

/**
 * Skips the content of one item and returns how many clocks it takes. Throws UpdateFault on what Yjs could not read,
 * and on subdocuments, which no client of ours writes and each of which would open another document.
 */
export function skipContent(cursor: ByteCursor, kind: number): number {
  switch (kind) {
    case CONTENT.string:
      return cursor.text();
    case CONTENT.any: {
      const count = cursor.count();
      for (let i = 0; i < count; i++) skipAny(cursor, 0);
      return count;
    }
    case CONTENT.type:
      skipType(cursor);
      return 1;
    case CONTENT.deleted:
      return cursor.varUint();
    case CONTENT.format:
      cursor.text();
      skipJson(cursor);
      return 1;
    case CONTENT.embed:
      skipJson(cursor);
      return 1;
    case CONTENT.binary:
      cursor.skipData();
      return 1;
    case CONTENT.json: {
      const count = cursor.count();
      for (let i = 0; i < count; i++) skipJson(cursor);
      return count;
    }
    default:
      throw new UpdateFault(`content of kind ${kind}`);
  }
}

function skipType(cursor: ByteCursor): void {
  const type = cursor.varUint();
  if (type > LAST_TYPE) throw new UpdateFault(`a type ${type}`);
  if (NAMED_TYPES.includes(type)) cursor.text();
}

/** Skips a value in lib0's encoding: a byte for its kind, then the value. */
function skipAny(cursor: ByteCursor, depth: number): void {
  if (depth > DEEPEST) throw new UpdateFault('a value that is nested too deep');
  switch (cursor.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // true
    case 120: // false
      return;
    case 125:
      cursor.skipVarInt();
      return;
    case 124:
      cursor.skip(4);
      return;
    case 123: // a double
    case 122: // a BigInt of 64 bits
      cursor.skip(8);
      return;
    case 119:
      cursor.text();
      return;
    case 118: {
      const count = cursor.count();
      for (let i = 0; i < count; i++) {
        cursor.text();
        refusePrototype(cursor);
        skipAny(cursor, depth + 1);
      }
      return;
    }
    case 117: {
      const count = cursor.count();
      for (let i = 0; i < count; i++) skipAny(cursor, depth + 1);
      return;
    }
    case 116:
      cursor.skipData();
      return;
    default:
      throw new UpdateFault('a value of an unknown kind');
  }
}

const PROTOTYPE = Array.from('__proto__', (letter) => letter.charCodeAt(0));

/** lib0 builds objects by plain assignment, which for this key would set the prototype. */
function refusePrototype({ bytes, textAt, at }: ByteCursor): void {
  if (at - textAt === PROTOTYPE.length && PROTOTYPE.every((letter, i) => bytes[textAt + i] === letter)) {
    throw new UpdateFault('a key that is the prototype');
  }
}

/** Skips JSON as text. Only its depth is checked here; decoding throws if it is not JSON. */
function skipJson(cursor: ByteCursor): void {
  cursor.text();
  let depth = 0;
  let quoted = false;
  for (let at = cursor.textAt; at < cursor.at; at++) {
    const byte = cursor.bytes[at];
    if (byte === 0x5c && quoted) at += 1;
    else if (byte === 0x22) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === 0x5b || byte === 0x7b) depth += 1;
    else if (byte === 0x5d || byte === 0x7d) depth -= 1;
    if (depth > DEEPEST) throw new UpdateFault('a value that is nested too deep');
  }
}
