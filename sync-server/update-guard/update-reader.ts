import { ROOTS } from '#board/board-doc';
import { ByteCursor, UpdateFault } from './byte-cursor.ts';
import { CONTENT, skipContent } from './update-content.ts';

/** Instead of an index into {@link ROOTS}: a root that is not ours. */
export const FOREIGN_ROOT = -2;
/** Instead of a client id, an index or a count: there is none. */
export const NONE = -1;

const GC = 0;
const SKIP = 10;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_SUB = 0x20;
const KIND = 0x1f;
const JSON_KINDS: readonly number[] = [CONTENT.json, CONTENT.embed, CONTENT.format];

/** Most structs in one update; a whole board of 5,000 notes has 60,000. Each costs the server about a microsecond. */
const MOST_STRUCTS = 200_000;
/** Most clocks in one struct. A document within its size limit cannot have more. */
const LONGEST_STRUCT = 2 ** 26;
const NAMES = ROOTS.map((name) => Array.from(name, (letter) => letter.charCodeAt(0)));

/**
 * Walks over the bytes of a V1 update, struct by struct and then deleted range by deleted range, without decoding their
 * content, so that hostile bytes are found before Yjs sees them, at the cost of one pass. The format is Yjs' own
 * (`readClientsStructRefs`, `readDeleteSet`).
 *
 * Throws UpdateFault if Yjs could not read the update, if it announces more than there is, if bytes follow it, and on
 * what no client of ours writes: structs and deleted ranges without length, subdocuments, values nested more than 64
 * deep.
 */
export class UpdateReader {
  readonly #cursor: ByteCursor;
  readonly #mostStructs: number;
  #clientsLeft: number;
  #structsLeft = 0;
  #structs = 0;
  #next = 0;
  #deletersLeft = NONE;
  #rangesLeft = 0;

  /** How many clients have structs in the update. */
  readonly clients: number;
  /** Where the bytes of the struct begin; they end at {@link at}. */
  from = 0;
  client = 0;
  clock = 0;
  length = 0;
  /** It is an item; other structs are garbage-collected ranges and skipped ranges. */
  isItem = false;
  isSkip = false;
  /** It names the map key that it lies under. Only items that also name their parent do. */
  hasKey = false;
  /** Its content was deleted; only the length is left. */
  isDeleted = false;
  /** It contains JSON as text, which is not checked here: Yjs may still throw on it. */
  hasJson = false;
  originClient = NONE;
  originClock = 0;
  rightClient = NONE;
  rightClock = 0;
  parentClient = NONE;
  parentClock = 0;
  /** The root that it names as its parent: an index into ROOTS, {@link FOREIGN_ROOT} or {@link NONE}. */
  parentRoot = NONE;

  /** `mostStructs`: with more it throws. */
  constructor(update: Uint8Array, mostStructs = MOST_STRUCTS) {
    this.#mostStructs = mostStructs;
    this.#cursor = new ByteCursor(update);
    this.clients = this.#cursor.count();
    this.#clientsLeft = this.clients;
  }

  /** How many bytes have been read. */
  get at(): number {
    return this.#cursor.at;
  }

  /** Moves to the next struct; returns false after the last one. */
  nextStruct(): boolean {
    const cursor = this.#cursor;
    while (this.#structsLeft === 0) {
      if (this.#clientsLeft === 0) return false;
      this.#clientsLeft -= 1;
      this.#structsLeft = cursor.count();
      this.#structs += this.#structsLeft;
      if (this.#structs > this.#mostStructs) throw new UpdateFault('more structs than any client writes at once');
      this.client = cursor.varUint();
      this.#next = cursor.varUint();
    }
    this.#structsLeft -= 1;
    this.from = cursor.at;
    this.#readStruct(cursor);
    if (this.length === 0) throw new UpdateFault('a struct without length');
    if (this.length > LONGEST_STRUCT) throw new UpdateFault('a struct that is too long');
    this.#next += this.length;
    if (this.#next > Number.MAX_SAFE_INTEGER) throw new UpdateFault('a clock that is too large');
    return true;
  }

  /**
   * Moves to the next deleted range, which is then in `client`, `clock` and `length`; returns false after the last one.
   * All structs must have been read first.
   */
  nextRange(): boolean {
    const cursor = this.#cursor;
    if (this.#deletersLeft === NONE) this.#deletersLeft = cursor.count();
    while (this.#rangesLeft === 0) {
      if (this.#deletersLeft === 0) {
        if (cursor.left > 0) throw new UpdateFault('bytes after the end');
        return false;
      }
      this.#deletersLeft -= 1;
      this.client = cursor.varUint();
      this.#rangesLeft = cursor.count();
    }
    this.#rangesLeft -= 1;
    this.clock = cursor.varUint();
    this.length = cursor.varUint();
    if (this.length === 0) throw new UpdateFault('a deleted range without length');
    if (this.clock + this.length > Number.MAX_SAFE_INTEGER) throw new UpdateFault('a clock that is too large');
    return true;
  }

  #readStruct(cursor: ByteCursor): void {
    const info = cursor.byte();
    const kind = info & KIND;
    this.clock = this.#next;
    this.originClient = NONE;
    this.rightClient = NONE;
    this.parentClient = NONE;
    this.parentRoot = NONE;
    this.isItem = kind !== GC && kind !== SKIP;
    this.isSkip = kind === SKIP;
    this.hasJson = JSON_KINDS.includes(kind);
    this.hasKey = false;
    this.isDeleted = kind === CONTENT.deleted;
    if (!this.isItem) {
      if (info !== kind) throw new UpdateFault('a struct with flags that mean nothing');
      this.length = cursor.varUint();
      return;
    }
    if ((info & HAS_ORIGIN) !== 0) {
      this.originClient = cursor.varUint();
      this.originClock = cursor.varUint();
    }
    if ((info & HAS_RIGHT_ORIGIN) !== 0) {
      this.rightClient = cursor.varUint();
      this.rightClock = cursor.varUint();
    }
    if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
      if (cursor.varUint() === 1) this.parentRoot = readRoot(cursor);
      else {
        this.parentClient = cursor.varUint();
        this.parentClock = cursor.varUint();
      }
      this.hasKey = (info & HAS_PARENT_SUB) !== 0;
      if (this.hasKey) cursor.text();
    }
    this.length = skipContent(cursor, kind);
  }
}

function readRoot(cursor: ByteCursor): number {
  cursor.text();
  const { bytes, textAt } = cursor;
  const length = cursor.at - textAt;
  for (let root = 0; root < NAMES.length; root++) {
    const name = NAMES[root] as number[];
    if (name.length === length && name.every((letter, i) => bytes[textAt + i] === letter)) return root;
  }
  return FOREIGN_ROOT;
}

/** Reads an update to its end. Throws UpdateFault if it must not be decoded. */
export function checkUpdate(update: Uint8Array): void {
  const reader = new UpdateReader(update);
  while (reader.nextStruct());
  while (reader.nextRange());
}
