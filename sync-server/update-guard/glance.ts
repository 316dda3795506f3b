import { RECORD_ROOTS, ROOTS } from '#board/board-doc';
import { UpdateFault } from './byte-cursor.ts';
import {
  DEEPEST_TYPE,
  depthOfSpot,
  isKeyedSpot,
  type KnownStructs,
  NOWHERE,
  rootOfSpot,
  type StructSpot,
  spotInRoot,
  spotInside,
} from './known-structs.ts';
import { NONE, UpdateReader } from './update-reader.ts';

/** What the bytes of an update say, given what is known about the document's structs. */
export interface Glance {
  /** The clients whose structs it adds. */
  readonly clients: readonly number[];
  /** It has no structs and no deleted ranges. */
  readonly empty: boolean;
  /**
   * All structs are one client's and continue that client's last struct, each lies in a known root, and everything it
   * builds on or deletes is there. If false, `touches` must judge the update.
   */
  readonly sure: boolean;
  /** It has structs that are not known yet. */
  readonly hasNew: boolean;
  /** How many structs it has and how many clocks it deletes: at most so many structs cost Yjs something. */
  readonly size: number;
  /** The roots it adds or deletes in, as bits by index in ROOTS. Complete only if `sure`. */
  readonly roots: number;
  /**
   * At most so many records it puts: values under a key of a root that holds records. If not `sure`, every struct counts
   * that does not say itself where it lies. Letters in a sure update never do.
   */
  readonly puts: number;
  /** Length and spot of each struct, for {@link KnownStructs.add}. */
  readonly lengths: readonly number[];
  readonly spots: readonly StructSpot[];
  /** The right origin of its last struct; client NONE if it has none. */
  readonly rightClient: number;
  readonly rightClock: number;
}

/**
 * Most structs of which a glance is sure. Members' typing and dragging brings a handful; what is larger is rare and is
 * left to `touches`, which also bounds what Yjs' own work on it may cost.
 */
const MOST_GLANCED = 64;

const HOLDS_RECORDS: readonly boolean[] = ROOTS.map((name) => RECORD_ROOTS.some((one) => one === name));

/**
 * Looks through an update without decoding it, at a tenth of the cost of `touches`. It is sure only of the plain case, a
 * member who goes on editing; everything else is left to `touches`. Changes nothing. Throws UpdateFault if the bytes
 * must not be decoded.
 */
export function glance(known: KnownStructs, update: Uint8Array): Glance {
  const reader = new UpdateReader(update);
  const clients: number[] = [];
  const lengths: number[] = [];
  const spots: StructSpot[] = [];
  let sure = reader.clients <= 1;
  let roots = 0;
  let start = 0;
  let empty = true;
  let hasNew = false;
  let size = 0;
  let rightClient = NONE;
  let rightClock = 0;
  let puts = 0;
  let mostPuts = 0;
  while (reader.nextStruct()) {
    if (clients.length === 0) start = reader.clock;
    if (clients.at(-1) !== reader.client) clients.push(reader.client);
    empty = false;
    size += 1;
    hasNew ||= reader.clock + reader.length > known.endOf(reader.client);
    if (mayPut(reader)) mostPuts += 1;
    if (!sure) continue; // the rest must still be read, to check that it is well formed
    if (lengths.length === MOST_GLANCED) sure = false;
    if (!sure || !reader.isItem || reader.hasJson || (lengths.length === 0 && known.endOf(reader.client) !== start)) {
      sure = false;
      continue;
    }
    const spot = spotOf(reader, known, start, lengths, spots);
    // Both origins must share a parent. They do if the preceding, already checked struct had the same right origin.
    const isBetween = reader.originClient !== NONE && reader.rightClient !== NONE;
    const continuesLast =
      reader.originClient === reader.client &&
      reader.originClock === reader.clock - 1 &&
      (lengths.length === 0
        ? known.follows(reader.client, reader.rightClient, reader.rightClock)
        : rightClient === reader.rightClient && rightClock === reader.rightClock);
    rightClient = reader.rightClient;
    rightClock = reader.rightClock;
    // A key holds one value, and values are only written after the last one: see soundness.ts.
    const isLong = reader.length > 1 && !reader.isDeleted;
    const isOddUnderKey = isKeyedSpot(spot) && (isLong || reader.rightClient !== NONE);
    if (spot < 0 || (isBetween && !continuesLast) || isOddUnderKey || !isLocal(reader, start)) sure = false;
    else {
      if (depthOfSpot(spot) > DEEPEST_TYPE) throw new UpdateFault('types that are nested too deep');
      roots |= 1 << rootOfSpot(spot);
      lengths.push(reader.length);
      spots.push(spot);
      if (!reader.isDeleted && isRecordSpot(spot)) puts += 1;
    }
  }
  let deleter = NONE;
  let past = 0;
  const [own = NONE] = clients;
  while (reader.nextRange()) {
    empty = false;
    size += reader.length;
    if (!sure) continue;
    if (reader.client !== deleter) past = 0;
    deleter = reader.client;
    // Left to `touches`: updates that delete their own structs, which are rare, and overlapping ranges, which it refuses.
    const inside = reader.client === own && reader.clock + reader.length > start;
    const found = inside || reader.clock < past ? 0 : known.rootsIn(reader.client, reader.clock, reader.length);
    past = reader.clock + reader.length;
    if (found === 0) sure = false;
    else roots |= found;
  }
  sure &&= !empty;
  puts = sure ? puts : mostPuts;
  return { clients, empty, hasNew, size, sure, roots, puts, lengths, spots, rightClient, rightClock };
}

function isRecordSpot(spot: StructSpot): boolean {
  return depthOfSpot(spot) === 0 && isKeyedSpot(spot) && HOLDS_RECORDS[rootOfSpot(spot)] === true;
}

/** Whether a struct may put a record, as far as it says itself. */
function mayPut({ isItem, isDeleted, parentRoot, parentClient, hasKey }: UpdateReader): boolean {
  if (!isItem || isDeleted) return false;
  return parentRoot === NONE ? parentClient === NONE : hasKey && HOLDS_RECORDS[parentRoot] === true;
}

/**
 * Whether an item goes where only this update, or the client's last struct, has put something: it continues that struct,
 * or lies in a type that the update makes. Anywhere else others' items may be in its way: see placement-cost.ts.
 */
function isLocal(reader: UpdateReader, start: number): boolean {
  const { client, originClient, originClock, parentClient, parentClock } = reader;
  if (originClient !== NONE) return originClient === client && originClock >= start - 1;
  return parentClient === client && parentClock >= start;
}

/** The spot of an item, or NOWHERE if that takes more than a glance. */
function spotOf(
  reader: UpdateReader,
  known: KnownStructs,
  start: number,
  lengths: readonly number[],
  spots: readonly StructSpot[],
): StructSpot {
  const at = (client: number, clock: number): StructSpot => {
    if (client !== reader.client || clock < start) return known.spotAt(client, clock);
    let from = start;
    for (let i = 0; i < lengths.length; i++) {
      from += lengths[i] as number;
      if (clock < from) return spots[i] as StructSpot;
    }
    return NOWHERE; // it builds on itself or on a later struct
  };
  if (reader.parentRoot !== NONE) return reader.parentRoot < 0 ? NOWHERE : spotInRoot(reader.parentRoot, reader.hasKey);
  if (reader.parentClient !== NONE) {
    const parent = at(reader.parentClient, reader.parentClock);
    return parent === NOWHERE ? NOWHERE : spotInside(parent, reader.hasKey);
  }
  const origin = reader.originClient === NONE ? NOWHERE : at(reader.originClient, reader.originClock);
  if (reader.rightClient === NONE) return origin;
  const right = at(reader.rightClient, reader.rightClock);
  return reader.originClient === NONE || origin === right ? right : NOWHERE;
}
