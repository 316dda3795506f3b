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

/** What can be told of an update from its bytes and from what is known of the document's structs. */
export interface Glance {
  /** Clients whose structs it brings. */
  readonly clients: readonly number[];
  /** It says nothing at all. */
  readonly empty: boolean;
  /**
   * It is one client's and follows at once on that client's last struct, every part of it has its place in a root that
   * is known, and everything that it builds upon or deletes is there. Where this is false `touches` must look.
   */
  readonly sure: boolean;
  /** The roots it adds or deletes in, as bits by their index in ROOTS; all of them where it is sure. */
  readonly roots: number;
  /** Length and place of each struct, for {@link KnownStructs.add}. */
  readonly lengths: readonly number[];
  readonly places: readonly StructSpot[];
  /** The right neighbour that its last struct names; client NONE: none. */
  readonly rightClient: number;
  readonly rightClock: number;
}

/**
 * Looks through an update without decoding it, at a tenth of what `touches` costs, and never wrongly sure: whatever is
 * not the plain case of a member who goes on editing is left for `touches`. Changes nothing. Throws UpdateFault where
 * the bytes must not be decoded.
 */
export function glance(known: KnownStructs, update: Uint8Array): Glance {
  const reader = new UpdateReader(update);
  const clients: number[] = [];
  const lengths: number[] = [];
  const places: StructSpot[] = [];
  let sure = reader.clients <= 1;
  let roots = 0;
  let start = 0;
  let empty = true;
  let rightClient = NONE;
  let rightClock = 0;
  while (reader.nextStruct()) {
    if (clients.length === 0) start = reader.clock;
    if (clients.at(-1) !== reader.client) clients.push(reader.client);
    empty = false;
    if (!sure) continue; // read on: the rest must be well formed too
    if (!reader.isItem || reader.hasJson || (lengths.length === 0 && known.endOf(reader.client) !== start)) {
      sure = false;
      continue;
    }
    const place = placeOf(reader, known, start, lengths, places);
    // Two neighbours must lie in one place. They do where the struct before, which was judged, stood between the same.
    const isBetween = reader.originClient !== NONE && reader.rightClient !== NONE;
    const goesOn =
      reader.originClient === reader.client &&
      reader.originClock === reader.clock - 1 &&
      (lengths.length === 0
        ? known.follows(reader.client, reader.rightClient, reader.rightClock)
        : rightClient === reader.rightClient && rightClock === reader.rightClock);
    rightClient = reader.rightClient;
    rightClock = reader.rightClock;
    // Under a key lies one value, and none is written before another: see soundness.ts.
    const isLong = reader.length > 1 && !reader.isDeleted;
    const isOddUnderKey = isKeyedSpot(place) && (isLong || reader.rightClient !== NONE);
    if (place < 0 || (isBetween && !goesOn) || isOddUnderKey) sure = false;
    else {
      if (depthOfSpot(place) > DEEPEST_TYPE) throw new UpdateFault('types that are nested too deep');
      roots |= 1 << rootOfSpot(place);
      lengths.push(reader.length);
      places.push(place);
    }
  }
  let deleter = NONE;
  let past = 0;
  const [own = NONE] = clients;
  while (reader.nextRange()) {
    empty = false;
    if (!sure) continue;
    if (reader.client !== deleter) past = 0;
    deleter = reader.client;
    // What the update itself brings and deletes is rare, and overlapping ranges are for `touches` to refuse.
    const inside = reader.client === own && reader.clock + reader.length > start;
    const found = inside || reader.clock < past ? 0 : known.rootsIn(reader.client, reader.clock, reader.length);
    past = reader.clock + reader.length;
    if (found === 0) sure = false;
    else roots |= found;
  }
  return { clients, empty, sure: sure && !empty, roots, lengths, places, rightClient, rightClock };
}

/** Where an item takes effect, or a negative number where that is not plain to see. */
function placeOf(
  reader: UpdateReader,
  known: KnownStructs,
  start: number,
  lengths: readonly number[],
  places: readonly StructSpot[],
): StructSpot {
  const at = (client: number, clock: number): StructSpot => {
    if (client !== reader.client || clock < start) return known.placeAt(client, clock);
    let from = start;
    for (let i = 0; i < lengths.length; i++) {
      from += lengths[i] as number;
      if (clock < from) return places[i] as StructSpot;
    }
    return NOWHERE; // it builds upon itself, or on what comes later
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
