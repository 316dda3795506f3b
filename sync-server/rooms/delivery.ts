import { frameSaved } from '#protocol/frames';
import type { Queued } from './commit-queue.ts';
import type { Seat } from './seat.ts';
import { Parcel } from './session.ts';

/** How delivery of a group to one session differs from delivery to all others. */
interface Apart {
  /** Indices of updates that it is not sent: its own, and those its answer already contains. */
  without: number[];
  /** What it is sent before the updates. */
  readonly first: Parcel[];
}

/**
 * Delivers a committed group; in most cases this is one send of the same parcel to each session. `behind` is called for
 * each session that reads too slowly to be sent the group.
 */
export function deliver(group: readonly Queued[], seats: Iterable<Seat>, behind: (seat: Seat) => void): void {
  const updates: Uint8Array[] = [];
  const apart = new Map<Seat, Apart>();
  for (const item of group) {
    if (item.kind === 'waiting') continue;
    if (item.kind === 'update') {
      updates.push(item.message);
      if (item.from === null) continue;
      item.from.saved += item.counts;
      apartOf(apart, item.from).without.push(updates.length - 1);
    } else if (item.kind === 'nothing') {
      item.from.saved += item.counts;
      apartOf(apart, item.from);
    } else {
      const own = apartOf(apart, item.to);
      own.first.push(item.parcel);
      if (item.kind === 'question') continue;
      own.without = updates.map((_, index) => index);
      item.to.joined = true;
      item.to.lacks = null;
    }
  }
  const parcel = new Parcel(updates);
  for (const seat of seats) {
    const own = apart.get(seat);
    if (own === undefined && (!seat.joined || updates.length === 0)) continue;
    if (seat.session.behind) behind(seat);
    else if (own === undefined) seat.session.send(parcel);
    else if (!sendApart(seat, parcel, own)) behind(seat);
  }
}

/** Returns false if the reader was or fell behind before everything was sent. */
function sendApart(seat: Seat, parcel: Parcel, own: Apart): boolean {
  const { session } = seat;
  for (const first of own.first) {
    if (session.behind) return false;
    session.send(first);
  }
  if (seat.joined && own.without.length < parcel.messages.length) {
    if (session.behind) return false;
    session.send(parcel, own.without);
  }
  sendSaved(seat);
  return true;
}

/** Sends message 4, the number of durable sync messages, if the session asked for it and the number has changed. */
export function sendSaved(seat: Seat): void {
  if (!seat.asked || seat.saved === seat.reported || seat.session.behind) return;
  seat.reported = seat.saved;
  seat.session.send(new Parcel([frameSaved(seat.saved)]));
}

function apartOf(apart: Map<Seat, Apart>, seat: Seat): Apart {
  let own = apart.get(seat);
  if (own === undefined) {
    own = { without: [], first: [] };
    apart.set(seat, own);
  }
  return own;
}
